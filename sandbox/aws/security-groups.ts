import type { Model } from "../provider/model";
import { between, differs, exactlyOne, length } from "../provider/rules";
import { cidrFault } from "./cidr";
import { arnOf, ec2Identity, text } from "./ids";
import { behindGroups, inVpc, SECURITY_GROUPS, VPC } from "./network";

/** Names and rules of what lets traffic in and out. */
export const securityGroups: readonly Model[] = [
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    cfn: "AWS::EC2::SecurityGroup",
    ...ec2Identity("sg", "security-group"),
    autoname: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
    fills: { ingress: [], egress: [], namePrefix: "" },
    rules: { name: [length(1, 255), differs(/^sg-/, "cannot begin with sg-")], description: [length(1, 255)] },
    replaceOn: ["name", "namePrefix", "description", "vpcId"],
    unique: [{ by: ["name", "vpcId"], code: "InvalidGroup.Duplicate" }],
    references: [inVpc],
  },
  {
    // Adopts the group that every VPC comes with, and strips it of its rules; deleting it leaves that group as it is.
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    cfn: "AWS::EC2::SecurityGroup",
    id: ({ vpcId }, { cloud }) => text(cloud.get(VPC, text(vpcId))?.outputs["defaultSecurityGroupId"]),
    assigned: ({ vpcId }, context) => ({
      arn: arnOf(
        "ec2",
        context,
        `security-group/${text(context.cloud.get(VPC, text(vpcId))?.outputs["defaultSecurityGroupId"])}`,
      ),
      ownerId: context.account,
      name: "default",
      namePrefix: "",
      description: "default VPC security group",
    }),
    defaults: { revokeRulesOnDelete: false },
    fills: { ingress: [], egress: [] },
    replaceOn: ["vpcId"],
    references: [{ path: "vpcId", type: VPC, missing: "InvalidVpcID.NotFound", owned: true }],
  },
  rule("Ingress"),
  rule("Egress"),
];

function rule(direction: "Ingress" | "Egress"): Model {
  const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
  return {
    type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    cfn: `AWS::EC2::SecurityGroup${direction}`,
    ...ec2Identity("sgr", "security-group-rule", (_, __, id) => ({ securityGroupRuleId: id })),
    rules: {
      fromPort: [between(-1, 65535)],
      toPort: [between(-1, 65535)],
      cidrIpv4: [(value) => cidrFault(text(value), 0, 32)],
      description: [length(0, 255)],
    },
    check: (inputs) => [
      ...exactlyOne(inputs, sources),
      ...(Number(inputs["fromPort"]) > Number(inputs["toPort"])
        ? [
            {
              path: "toPort",
              reason: `Invalid value for portRange: ${text(inputs["fromPort"])} is above ${text(inputs["toPort"])}`,
            },
          ]
        : []),
      ...(!["-1", "icmp", "icmpv6"].includes(text(inputs["ipProtocol"])) && inputs["fromPort"] === undefined
        ? [
            {
              path: "fromPort",
              reason: `fromPort and toPort are required with the protocol ${text(inputs["ipProtocol"])}`,
            },
          ]
        : []),
    ],
    replaceOn: ["securityGroupId"],
    unique: [
      { by: ["securityGroupId", "ipProtocol", "fromPort", "toPort", ...sources], code: "InvalidPermission.Duplicate" },
    ],
    references: [
      { path: "securityGroupId", type: SECURITY_GROUPS, missing: "InvalidGroup.NotFound", owned: true },
      behindGroups("referencedSecurityGroupId"),
    ],
  };
}
