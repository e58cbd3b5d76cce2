import { eachHas, ofType } from "../members";
import type { StackRule } from "../rule";
import { fromStage } from "../tier";

export const vpcFlowLogs: StackRule = {
  name: "vpc-flow-logs",
  description: "Networks record who talks to whom.",
  area: "Network",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["EC2.6"],
  checkov: ["CKV2_AWS_11"],
  judgeStack: (stack) =>
    eachHas(ofType(stack, "aws:ec2/vpc:Vpc"), stack, {
      type: "aws:ec2/flowLog:FlowLog",
      input: "vpcId",
      called: "flow log",
    }),
};
