import type { Invoke } from "../provider/model";

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
    const zones = ZONE_LETTERS.map((letter) => `${region}${letter}`);
    const excluded = (args["excludeNames"] as string[] | undefined) ?? [];
    const names = zones.filter((zone) => !excluded.includes(zone));
    const zoneIds = names.map((zone) => `${shortRegion(region)}-az${ZONE_LETTERS.indexOf(zone.slice(-1)) + 1}`);
    return { ...args, id: region, region, names, zoneIds, groupNames: [region] };
  },
};

const ZONE_LETTERS = ["a", "b", "c"];

/** `eu-central-1` is `euc1` in zone ids. */
const shortRegion = (region: string): string =>
  region
    .split("-")
    .map((part, index) => (index === 1 ? part[0] : part))
    .join("");
