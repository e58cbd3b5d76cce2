import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const elbAccessLogs: ResourceRule = {
  name: "elb-access-logs",
  description: "Load balancers record each request.",
  area: "ELB",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["ELB.5"],
  checkov: ["CKV_AWS_91"],
  types: ["aws:lb/loadBalancer:LoadBalancer"],
  judge: (balancer) => [on(balancer, "accessLogs.enabled", "set accessLogs: { enabled: true, bucket }")],
};
