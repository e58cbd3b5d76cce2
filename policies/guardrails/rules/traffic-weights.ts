import { objects, valueAt } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const trafficWeights: ResourceRule = {
  name: "traffic-weights",
  description: "Shares of traffic are whole percents that sum to 100.",
  area: "Rollout",
  severity: "critical",
  mandatoryIn: everyTier,
  types: ["aws:lb/listenerRule:ListenerRule", "aws:lb/listener:Listener"],
  judge: ({ props }) =>
    [...objects(props.actions), ...objects(props.defaultActions)]
      .map((action) => objects(valueAt(action, "forward.targetGroups")))
      .filter((groups) => groups.length > 0)
      .map((groups) => ({
        found: () => {
          const weights = groups.map(({ weight }) => weight);
          const sum = weights.reduce<number>((all, weight) => all + Number(weight), 0);
          return weights.every(isShare) && sum === 100 ? undefined : `weights ${weights.map(String).join(", ")}`;
        },
        required: "whole numbers from 0 to 100 that sum to 100",
        change: "set each group's weight (promenade traffic sets them together)",
      })),
};

/** That it is at most 100 follows from the sum. */
const isShare = (weight: unknown): boolean => Number.isInteger(weight) && Number(weight) >= 0;
