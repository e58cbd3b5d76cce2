import { on } from "../requirement";
import type { Resource, ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const elbDropInvalidHeaders: ResourceRule = {
  name: "elb-drop-invalid-headers",
  description: "Load balancers drop headers that HTTP does not allow.",
  area: "ELB",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["ELB.4"],
  checkov: ["CKV_AWS_131"],
  types: ["aws:lb/loadBalancer:LoadBalancer"],
  judge: (balancer) => (isApplication(balancer) ? [on(balancer, "dropInvalidHeaderFields")] : []),
};

const isApplication = ({ props }: Resource): boolean => (props.loadBalancerType ?? "application") === "application";
