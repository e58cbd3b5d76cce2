import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../components/encryption-key";
import { LogArchive } from "../components/log-archive";
import { Network } from "../components/network";
import { firewallLogGroup } from "../core/edge";
import type { SharedOutputs } from "../core/outputs";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { namesOf, type Common } from "./common";

/** What everything else of an environment stands on: its network, its key, its records. */
export function foundation(settings: Settings, common: Common, host: SharedOutputs | undefined) {
  const name = namesOf(settings);
  // Those of the app and its stores, and those whose names RDS and WAF choose.
  const { environment, logs, edge } = settings;
  const logGroups = [
    ...[`/${common.path}/*`, `/aws/rds/instance/${name("database")}*`],
    firewallLogGroup(environment.name),
  ];
  const key = new EncryptionKey(name("key"), { ...common, logGroups });
  const { vpcId, publicSubnetIds, privateSubnetIds } = host === undefined ? ownNetwork() : networkOf(host);
  const records = { ...common, environment: environment.name, logs, trail: name("trail"), cdn: edge.cdn };
  const archive = tierSizes[settings.tier].audited ? new LogArchive(name("archive"), records) : undefined;
  return {
    vpcId,
    publicSubnetIds,
    subnetIds: privateSubnetIds,
    keyArn: key.arn,
    /** Where services write their logs; undefined where nobody audits. */
    archive,
  };

  function ownNetwork(): NetworkParts {
    return new Network(name("network"), { ...common, ...settings.network });
  }
}

type NetworkParts = Pick<Network, "vpcId" | "publicSubnetIds" | "privateSubnetIds">;

/** A guest puts nothing into its host's public subnets. */
const networkOf = ({ vpcId, subnetIds }: SharedOutputs): NetworkParts => ({
  vpcId: pulumi.output(vpcId),
  publicSubnetIds: pulumi.output<string[]>([]),
  privateSubnetIds: pulumi.output([...subnetIds]),
});

export type Foundation = ReturnType<typeof foundation>;
