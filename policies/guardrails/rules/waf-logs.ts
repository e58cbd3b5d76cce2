import { eachHas, ofType } from "../members";
import type { StackRule } from "../rule";
import { fromStage } from "../tier";

export const wafLogs: StackRule = {
  name: "waf-logs",
  description: "Firewalls record what they have stopped.",
  area: "WAF",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["WAF.11"],
  checkov: ["CKV2_AWS_31"],
  judgeStack: (stack) =>
    eachHas(ofType(stack, "aws:wafv2/webAcl:WebAcl"), stack, {
      type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
      input: "resourceArn",
      called: "logging configuration",
    }),
};
