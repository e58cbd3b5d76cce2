import { off } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const subnetNoPublicAddresses: ResourceRule = {
  name: "subnet-no-public-addresses",
  description: "What starts in a subnet gets no public address by itself.",
  area: "Network",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["EC2.15"],
  checkov: ["CKV_AWS_130"],
  types: ["aws:ec2/subnet:Subnet"],
  judge: (subnet) => [off(subnet, "mapPublicIpOnLaunch"), off(subnet, "assignIpv6AddressOnCreation")],
};
