import { containersOf } from "../containers";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const ecsUnprivileged: ResourceRule = {
  name: "ecs-unprivileged",
  description: "Containers have no rights over their host.",
  area: "ECS",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ECS.4"],
  checkov: ["CKV_AWS_334"],
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: (task) =>
    containersOf(task).map(({ label, privileged }) => ({
      found: () => (privileged === true ? `${label} with privileged true` : undefined),
      required: "privileged false",
      change: "leave privileged out of the container definition",
    })),
};
