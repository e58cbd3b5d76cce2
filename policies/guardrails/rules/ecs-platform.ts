import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const ecsPlatform: ResourceRule = {
  name: "ecs-platform",
  description: "Fargate runs tasks on its newest platform.",
  area: "ECS",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["ECS.10"],
  checkov: ["CKV_AWS_332"],
  types: ["aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"],
  judge: (service) => [
    property(service, "platformVersion", {
      holds: (version) => version === undefined || version === "LATEST",
      required: "LATEST",
      change: 'set platformVersion: "LATEST", or leave it out',
    }),
  ],
};
