import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const ecsHostProcesses: ResourceRule = {
  name: "ecs-host-processes",
  description: "Tasks do not see the processes of their host.",
  area: "ECS",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ECS.3"],
  checkov: ["CKV_AWS_335"],
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: (task) => [
    property(task, "pidMode", {
      holds: (mode) => mode !== "host",
      required: "processes of the task's own",
      change: "leave pidMode out",
    }),
  ],
};
