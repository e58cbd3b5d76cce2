import { isText } from "../requirement";
import type { Properties, ResourceRule } from "../rule";
import { prodOnly } from "../tier";

/** Presence only: the proof is at GitHub, and a copy in the store of evidence. A slot without a release needs none. */
export const releaseApproved: ResourceRule = {
  name: "release-approved",
  description: "A slot's release refers to those who approved it.",
  area: "Rollout",
  severity: "high",
  tiers: prodOnly,
  mandatoryIn: prodOnly,
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: ({ props }) => {
    const tags = (props.tags ?? {}) as Properties;
    if (!isText(tags["promenade:release"])) return [];
    return [
      {
        found: () =>
          isText(tags["promenade:approvals"])
            ? undefined
            : `release ${JSON.stringify(tags["promenade:release"])} without tag "promenade:approvals"`,
        required: "a reference to its approvals",
        change: "have the promotion approved, and promote by it (promenade promote)",
      },
    ];
  },
};
