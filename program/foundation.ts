import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../components/encryption-key";
import { Evidence } from "../components/evidence";
import { LogArchive } from "../components/log-archive";
import { Network } from "../components/network";
import { Registry } from "../components/registry";
import { Trail } from "../components/trail";
import { firewallLogGroup } from "../core/edge";
import type { SharedOutputs } from "../core/outputs";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { namesOf, type Common } from "./common";

/** What everything else of an environment stands on: its network, its key, its records. */
export function foundation(settings: Settings, common: Common, host: SharedOutputs | undefined) {
  const name = namesOf(settings);
  // Those of the app and its stores, and those whose names RDS and WAF choose.
  const { environment, logs } = settings;
  const logGroups = [
    ...[`/${common.path}/*`, `/aws/rds/instance/${name("database")}*`],
    firewallLogGroup(environment.name),
  ];
  const { audited } = tierSizes[settings.tier];
  const trail = audited ? name("trail") : undefined;
  const { arn: keyArn } = new EncryptionKey(name("key"), { ...common, logGroups, trail, topics: [name("alerts-*")] });
  const records = trail === undefined ? undefined : keepRecords(trail);
  const evidence = new Evidence(name("evidence"), { ...common, environment: environment.name, keyArn });
  const { vpcId, publicSubnetIds, privateSubnetIds, outgoing } = host === undefined ? ownNetwork() : networkOf(host);
  if (settings.ownsRegistry) new Registry(name("registry"), { ...common, keyArn });
  return {
    vpcId,
    publicSubnetIds,
    subnetIds: privateSubnetIds,
    outgoing,
    keyArn,
    /** Name of the bucket that tells what has happened to the environment. */
    evidence: evidence.bucketName,
    /** Where services write their logs; undefined where nobody audits. */
    archive: records?.archive,
    /** Name of the log group that has every call to AWS; undefined where nobody audits. */
    trailLogGroup: records?.trail.logGroup,
  };

  function ownNetwork(): NetworkParts {
    const flowLogsTo = records?.archive.bucketArn;
    return new Network(name("network"), { ...common, ...settings.network, flowLogsTo });
  }

  function keepRecords(trailName: string) {
    const place = { environment: environment.name, logs, trail: trailName };
    const archive = new LogArchive(name("archive"), { ...common, ...place });
    const logRetentionDays = logs.retentionDays;
    return { archive, trail: new Trail(trailName, { ...common, archive, keyArn, logRetentionDays }) };
  }
}

type NetworkParts = Pick<Network, "vpcId" | "publicSubnetIds" | "privateSubnetIds" | "outgoing">;

/** A guest puts nothing into its host's public subnets. */
const networkOf = ({ vpcId, subnetIds }: SharedOutputs): NetworkParts => ({
  vpcId: pulumi.output(vpcId),
  publicSubnetIds: pulumi.output<string[]>([]),
  privateSubnetIds: pulumi.output([...subnetIds]),
  outgoing: {},
});

export type Foundation = ReturnType<typeof foundation>;
