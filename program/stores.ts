import { Backups } from "../components/backups";
import { Cache } from "../components/cache";
import { type Cluster } from "../components/cluster";
import { Database } from "../components/database";
import { Vault } from "../components/vault";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";

/** What lasts beyond a release: database, cache, and the secrets that open them. */
export function stores(settings: Settings, common: Common, ground: Foundation, { securityGroupId }: Cluster) {
  const name = namesOf(settings);
  const { recoveryDays } = tierSizes[settings.tier];
  const { vpcId, subnetIds, keyArn } = ground;
  const logs = { audited: tierSizes[settings.tier].audited, logRetentionDays: settings.logs.retentionDays };
  const store = { ...common, ...logs, vpcId, subnetIds, keyArn, recoveryDays, clientSecurityGroupId: securityGroupId };
  const database =
    settings.database && new Database(name("database"), { ...store, size: settings.database, master: "generated" });
  const cache = settings.cache && new Cache(name("cache"), { ...store, size: settings.cache });
  if (settings.backups && database) {
    const resourceArns = { database: database.arn };
    new Backups(name("backups"), { ...common, backups: settings.backups, resourceArns, keyArn });
  }
  const generated = ["JWT_SECRET", "API_KEY"];
  const given = { ...database?.secrets, ...cache?.secrets };
  const vault = new Vault(name("vault"), { ...common, generated, given, keyArn, recoveryDays });
  return { database, cache, secrets: vault.arns };
}

export type Stores = ReturnType<typeof stores>;
