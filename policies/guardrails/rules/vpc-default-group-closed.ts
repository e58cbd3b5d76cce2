import { list } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const vpcDefaultGroupClosed: ResourceRule = {
  name: "vpc-default-group-closed",
  description: "A network's default security group lets nothing through.",
  area: "Network",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["EC2.2"],
  checkov: ["CKV2_AWS_12"],
  types: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
  judge: ({ props }) =>
    ["ingress", "egress"].map((direction) => ({
      found: () => {
        const rules = list(props[direction]).length;
        return rules === 0 ? undefined : `${rules} ${direction} ${rules === 1 ? "rule" : "rules"}`;
      },
      required: "none",
      change: `set ${direction}: []`,
    })),
};
