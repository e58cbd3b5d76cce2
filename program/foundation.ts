import { EncryptionKey } from "../components/encryption-key";
import { LogArchive } from "../components/log-archive";
import { Network } from "../components/network";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { namesOf, type Common } from "./common";

/** What everything else of an environment stands on: its network, its key, its records. */
export function foundation(settings: Settings, common: Common) {
  const name = namesOf(settings);
  // Those of the app and its stores, and those whose names RDS chooses.
  const logGroups = [`/${common.path}/*`, `/aws/rds/instance/${name("database")}*`];
  const key = new EncryptionKey(name("key"), { ...common, logGroups });
  const network = new Network(name("network"), { ...common, ...settings.network });
  const { environment, logs, edge } = settings;
  const records = { ...common, environment: environment.name, logs, trail: name("trail"), cdn: edge.cdn };
  const archive = tierSizes[settings.tier].audited ? new LogArchive(name("archive"), records) : undefined;
  return {
    vpcId: network.vpcId,
    publicSubnetIds: network.publicSubnetIds,
    subnetIds: network.privateSubnetIds,
    keyArn: key.arn,
    /** Where services write their logs; undefined where nobody audits. */
    archive,
  };
}

export type Foundation = ReturnType<typeof foundation>;
