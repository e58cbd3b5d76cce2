import { ApiError } from "../provider/errors";
import type { Invoke } from "../provider/model";
import { getZone } from "./route53";
import { zoneId, zonesOf } from "./zones";

/** The functions of the AWS provider that ask who and where one is. */
export const invokes: Readonly<Record<string, Invoke>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
    id: account,
    accountId: account,
    arn: `arn:aws:iam::${account}:user/sandbox`,
    userId: "AIDASANDBOX0000000000",
  }),
  "aws:index/getRegion:getRegion": ({ name }, { region }) => {
    const found = (name as string | undefined) ?? region;
    return { id: found, name: found, region: found, description: found, endpoint: `ec2.${found}.amazonaws.com` };
  },
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, { region }) => {
    const excluded = (args["excludeNames"] as string[] | undefined) ?? [];
    const names = zonesOf(region).filter((zone) => !excluded.includes(zone));
    const zoneIds = names.map(zoneId);
    return { ...args, id: region, region, names, zoneIds, groupNames: [region] };
  },
  "aws:route53/getZone:getZone": getZone,
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": (args, { region }) => {
    const id = prefixLists[String(args["name"])];
    if (id === undefined)
      throw new ApiError("InvalidPrefixListName.NotFound", "no matching EC2 Managed Prefix List found");
    const arn = `arn:aws:ec2:${region}:aws:prefix-list/${id}`;
    return {
      ...args,
      id,
      arn,
      region,
      addressFamily: "IPv4",
      entries: [],
      maxEntries: 55,
      ownerId: "AWS",
      tags: {},
      version: 1,
    };
  },
};

/** Lists of addresses that AWS itself keeps. */
const prefixLists: Readonly<Record<string, string>> = {
  "com.amazonaws.global.cloudfront.origin-facing": "pl-4fa04526",
};
