import { off } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const ecsNoPublicAddress: ResourceRule = {
  name: "ecs-no-public-address",
  description: "Tasks have no public address.",
  area: "ECS",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ECS.2", "ECS.16"],
  checkov: ["CKV_AWS_333"],
  types: ["aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"],
  judge: (service) => [off(service, "networkConfiguration.assignPublicIp")],
};
