import { Backups } from "../components/backups";
import { Cache } from "../components/cache";
import { type Cluster } from "../components/cluster";
import { Database } from "../components/database";
import { DatabaseAccess } from "../components/database-access";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";

/** What lasts beyond a release: database and cache. */
export function stores(settings: Settings, common: Common, ground: Foundation, { securityGroupId }: Cluster) {
  const name = namesOf(settings);
  const { recoveryDays } = tierSizes[settings.tier];
  const { vpcId, subnetIds, keyArn } = ground;
  const logs = { audited: tierSizes[settings.tier].audited, logRetentionDays: settings.logs.retentionDays };
  const store = { ...common, ...logs, vpcId, subnetIds, keyArn, recoveryDays, clientSecurityGroupId: securityGroupId };
  const database =
    settings.database &&
    new Database(name("database"), {
      ...store,
      size: settings.database,
      master: settings.database.readReplica ? "generated" : "managed",
    });
  const cache = settings.cache && new Cache(name("cache"), { ...store, size: settings.cache });
  if (settings.backups && database) {
    const resourceArns = { database: database.arn };
    new Backups(name("backups"), { ...common, backups: settings.backups, resourceArns, keyArn });
  }
  if (settings.databaseAccess && database) {
    const { resourceId } = database;
    const door = { opening: settings.databaseAccess, teams: settings.access.teams.database };
    new DatabaseAccess(name("database-access"), { ...common, ...door, resourceId });
  }
  return { database, cache };
}

export type Stores = ReturnType<typeof stores>;
