import { ofType } from "../members";
import type { StackRule } from "../rule";
import { belowStage } from "../tier";

export const oneNat: StackRule = {
  name: "one-nat",
  description: "An environment that may rest has one NAT gateway, not one a zone.",
  area: "Cost and place",
  severity: "low",
  tiers: belowStage,
  mandatoryIn: [],
  judgeStack: (stack) => {
    const gateways = ofType(stack, "aws:ec2/natGateway:NatGateway");
    return gateways.slice(1).map((member) => ({
      member,
      found: () => `${gateways.length} NAT gateways`,
      required: "one",
      change: "let every private subnet route through the first one",
    }));
  },
};
