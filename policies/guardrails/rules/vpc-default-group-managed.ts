import { eachHas, ofType } from "../members";
import type { StackRule } from "../rule";
import { everyTier } from "../tier";

export const vpcDefaultGroupManaged: StackRule = {
  name: "vpc-default-group-managed",
  description: "Every network's default security group is one that the program closes.",
  area: "Network",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["EC2.2"],
  checkov: ["CKV2_AWS_12"],
  judgeStack: (stack) =>
    eachHas(ofType(stack, "aws:ec2/vpc:Vpc"), stack, {
      type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      input: "vpcId",
      called: "closed default security group",
    }),
};
