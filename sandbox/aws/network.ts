import type { Reference } from "../provider/model";

export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const SECURITY_GROUPS = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];

/** References to what a resource lives in; it cannot be deleted while they do. */
export const inVpc: Reference = {
  path: "vpcId",
  type: VPC,
  missing: "InvalidVpcID.NotFound",
  blocks: "DependencyViolation",
};
export const inSubnets = (path: string): Reference => ({
  path,
  type: SUBNET,
  missing: "InvalidSubnetID.NotFound",
  blocks: "DependencyViolation",
});
export const behindGroups = (path: string): Reference => ({
  path,
  type: SECURITY_GROUPS,
  missing: "InvalidGroup.NotFound",
  blocks: "DependencyViolation",
});
