import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const elbDesync: ResourceRule = {
  name: "elb-desync",
  description: "Load balancers stop requests that servers would understand differently.",
  area: "ELB",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["ELB.12"],
  checkov: ["CKV_AWS_328"],
  types: ["aws:lb/loadBalancer:LoadBalancer"],
  judge: (balancer) => [
    property(balancer, "desyncMitigationMode", {
      holds: (mode) => mode === undefined || mode === "defensive" || mode === "strictest",
      required: "defensive or strictest",
      change: 'set desyncMitigationMode: "defensive", or leave it out',
    }),
  ],
};
