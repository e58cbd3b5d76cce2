import { objects, valueAt } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** A group that left the rule would take its slot off the load balancer, and ECS refuses a service without one. */
export const trafficSlots: ResourceRule = {
  name: "traffic-slots",
  description: "A rule that splits traffic names both slots, also the one without any.",
  area: "Rollout",
  severity: "critical",
  mandatoryIn: everyTier,
  types: ["aws:lb/listenerRule:ListenerRule", "aws:lb/listener:Listener"],
  judge: ({ props }) =>
    [...objects(props.actions), ...objects(props.defaultActions)]
      .map((action) => objects(valueAt(action, "forward.targetGroups")))
      .filter((groups) => groups.length > 0)
      .flatMap((groups) => [
        {
          found: () =>
            groups.length === 2 ? undefined : `${groups.length} target ${groups.length === 1 ? "group" : "groups"}`,
          ...twoSlots,
        },
        {
          found: () =>
            new Set(groups.map(({ arn }) => arn)).size === groups.length ? undefined : "one target group twice",
          ...twoSlots,
        },
      ]),
};

const twoSlots = {
  required: "a target group for each of the two slots",
  change: "name both, one of them with weight 0",
};
