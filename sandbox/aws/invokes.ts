import type { Invoke } from "../provider/model";
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
};
