import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const vpcFlowLogTraffic: ResourceRule = {
  name: "vpc-flow-log-traffic",
  description: "Flow logs have what was refused as well as what was let through.",
  area: "Network",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["EC2.6"],
  checkov: ["CKV2_AWS_11"],
  types: ["aws:ec2/flowLog:FlowLog"],
  judge: (log) => [
    property(log, "trafficType", {
      holds: (traffic) => traffic === "ALL" || traffic === "REJECT",
      required: "ALL or REJECT",
      change: 'set trafficType: "ALL"',
    }),
  ],
};
