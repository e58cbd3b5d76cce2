import { createHash } from "node:crypto";
import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Invoke, Model } from "../provider/model";
import { between, exactlyOne, length, oneOf } from "../provider/rules";
import { text } from "./ids";

export const RECORD = "aws:route53/record:Record";

/** The zone in which every CloudFront distribution has its name. */
export const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

/** What an alias may lead to, by where that has its name. */
const TARGETS = [
  { type: "aws:cloudfront/distribution:Distribution", name: "domainName", zone: "hostedZoneId" },
  { type: "aws:lb/loadBalancer:LoadBalancer", name: "dnsName", zone: "zoneId" },
] as const;

export const route53: readonly Model[] = [
  {
    type: RECORD,
    cfn: "AWS::Route53::RecordSet",
    id: ({ zoneId, name, type, setIdentifier }) =>
      [zoneId, normal(name), type, setIdentifier]
        .filter((part) => part !== undefined)
        .map(text)
        .join("_"),
    defaults: { allowOverwrite: false },
    derived: ({ name }) => ({ fqdn: normal(name) }),
    rules: {
      name: [length(1, 1024)],
      type: [
        oneOf(
          ...["A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP"],
          ...["SVCB", "TLSA", "TXT"],
        ),
      ],
      ttl: [between(0, 2147483647)],
      aliases: [length(0, 1)],
    },
    check: (inputs) => [
      ...exactlyOne(inputs, ["aliases", "records"]),
      ...(inputs["aliases"] !== undefined && inputs["ttl"] !== undefined
        ? [{ path: "ttl", reason: '"ttl": conflicts with alias' }]
        : []),
      ...(inputs["records"] !== undefined && inputs["ttl"] === undefined
        ? [{ path: "ttl", reason: '"records": all of `records,ttl` must be specified' }]
        : []),
    ],
    replaceOn: ["zoneId", "name", "type"],
    refuseCreate: (inputs, context) => {
      refuseOutsideZone(inputs);
      refuseBesideOthers(inputs, context);
      refuseLostAlias(inputs, context);
    },
    refuseUpdate: (inputs, _, context) => refuseLostAlias(inputs, context),
  },
];

const normal = (name: unknown): string => text(name).replace(/\.$/, "").toLowerCase();

/** Nobody creates zones here: the local cloud hosts the zone of every name that it is asked for. */
export const zoneIdOf = (zone: string): string =>
  `Z${createHash("sha256").update(normal(zone)).digest("hex").slice(0, 20).toUpperCase()}`;

export const getZone: Invoke = ({ name, zoneId, privateZone = false, tags = {} }) => {
  if (name === undefined || zoneId !== undefined || privateZone === true) {
    throw new ApiError(
      "NoSuchHostedZone",
      "no matching Route 53 Hosted Zone found: the sandbox knows public ones by name",
    );
  }
  const id = zoneIdOf(text(name));
  const nameServers = [1, 2, 3, 4].map((n) => `ns-${n}.awsdns-0${n}.example`);
  return {
    ...{ id, zoneId: id, name: normal(name), privateZone, tags, nameServers },
    arn: `arn:aws:route53:::hostedzone/${id}`,
    callerReference: "sandbox",
    comment: "",
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    primaryNameServer: nameServers[0],
    resourceRecordSetCount: 2,
  };
};

function refused(message: string): ApiError {
  return new ApiError("InvalidChangeBatch", `[${message}]`);
}

/** A name ends in its zone's. */
function refuseOutsideZone({ name, zoneId }: Properties): void {
  const labels = normal(name).split(".");
  const within = labels.some((_, index) => zoneIdOf(labels.slice(index).join(".")) === zoneId);
  if (!within) {
    throw refused(`RRSet with DNS name ${normal(name)}. is not permitted in zone ${text(zoneId)}; give the whole name`);
  }
}

function refuseBesideOthers(inputs: Properties, { cloud }: Context): void {
  const { name, type, zoneId, allowOverwrite, setIdentifier } = inputs;
  const sameName = cloud
    .list(RECORD)
    .filter((each) => each.inputs["zoneId"] === zoneId && each.outputs["fqdn"] === normal(name));
  const same = (each: CloudResource) => each.inputs["type"] === type && each.inputs["setIdentifier"] === setIdentifier;
  if (allowOverwrite !== true && sameName.some(same)) {
    throw refused(
      `Tried to create resource record set [name='${normal(name)}.', type='${text(type)}'] but it already exists`,
    );
  }
  const alone = (each: unknown) => each === "CNAME";
  if (sameName.some((each) => !same(each) && (alone(type) || alone(each.inputs["type"])))) {
    throw refused(
      `RRSet of type ${text(type)} with DNS name ${normal(name)}. is not permitted as it conflicts with other records ` +
        `with the same DNS name in zone ${text(zoneId)}`,
    );
  }
}

function refuseLostAlias({ aliases, type }: Properties, { cloud }: Context): void {
  for (const { name, zoneId } of (aliases as { name: string; zoneId: string }[] | undefined) ?? []) {
    const found = TARGETS.some(({ type: target, name: named, zone }) =>
      cloud
        .list(target)
        .some(({ outputs }) => normal(outputs[named]) === aliasTarget(name) && outputs[zone] === zoneId),
    );
    if (!found) {
      throw refused(
        `Tried to create an alias that targets ${normal(name)}., type ${text(type)} in zone ${zoneId}, ` +
          "but that target was not found",
      );
    }
  }
}

/** A load balancer is also known by a name that promises both kinds of addresses. */
const aliasTarget = (name: string): string => normal(name).replace(/^dualstack\./, "");
