import { isText } from "../requirement";
import type { Properties, ResourceRule } from "../rule";
import { prodOnly } from "../tier";

/** Presence only: what it refers to is in the store of evidence. A slot without a release has nothing to prove. */
export const releaseVerified: ResourceRule = {
  name: "release-verified",
  description: "A slot's release refers to the evidence that its images were verified.",
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
          isText(tags["promenade:verified"])
            ? undefined
            : `release ${JSON.stringify(tags["promenade:release"])} without tag "promenade:verified"`,
        required: "a reference to its verification where the flow says",
        change: "verify the images in the source environment (promenade verify), and promote them from there",
      },
    ];
  },
};
