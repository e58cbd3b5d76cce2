import { eachHas, ofType } from "../members";
import type { Member, StackRule } from "../rule";
import { fromStage } from "../tier";

export const elbFirewall: StackRule = {
  name: "elb-firewall",
  description: "Load balancers that the internet reaches have a firewall before them.",
  area: "ELB",
  severity: "high",
  tiers: fromStage,
  mandatoryIn: fromStage,
  fsbp: ["ELB.16"],
  checkov: ["CKV2_AWS_28"],
  judgeStack: (stack) =>
    eachHas(ofType(stack, "aws:lb/loadBalancer:LoadBalancer").filter(isPublic), stack, {
      type: "aws:wafv2/webAclAssociation:WebAclAssociation",
      input: "resourceArn",
      called: "firewall",
    }),
};

/** Others have users who come through a CDN, which has a firewall of its own, or from inside the network. */
const isPublic = ({ props }: Member): boolean => props.internal !== true;
