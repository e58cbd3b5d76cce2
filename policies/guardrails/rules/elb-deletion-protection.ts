import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const elbDeletionProtection: ResourceRule = {
  name: "elb-deletion-protection",
  description: "AWS refuses to delete load balancers.",
  area: "ELB",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["ELB.6"],
  checkov: ["CKV_AWS_150"],
  types: ["aws:lb/loadBalancer:LoadBalancer"],
  judge: (balancer) => [on(balancer, "enableDeletionProtection")],
};
