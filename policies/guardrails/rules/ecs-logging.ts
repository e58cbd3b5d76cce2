import { containersOf } from "../containers";
import { described, isText, valueAt } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const ecsLogging: ResourceRule = {
  name: "ecs-logging",
  description: "What containers print is kept.",
  area: "ECS",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["ECS.9"],
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: (task) =>
    containersOf(task).map(({ label, logConfiguration }) => ({
      found: () => {
        const driver = valueAt(logConfiguration, "logDriver");
        return isText(driver) && driver !== "none" ? undefined : `${label} with ${described("logDriver", driver)}`;
      },
      required: "a log driver",
      change: 'set logConfiguration: { logDriver: "awslogs" } in the container definition',
    })),
};
