import { ColdLogs } from "../components/cold-logs";
import type { Cluster } from "../components/cluster";
import type { Migration } from "../components/migration";
import type { Settings } from "../core/settings";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";
import type { Stores } from "./stores";

interface Recorded {
  readonly ground: Foundation;
  readonly home: Cluster;
  readonly stores: Stores;
  readonly migration: Migration | undefined;
}

/** Where logs grow cold, those of the app, its stores and its emergency shells are kept in the archive as well. */
export function keepColdLogs(settings: Settings, common: Common, { ground, home, stores, migration }: Recorded): void {
  const { archive, keyArn } = ground;
  if (archive === undefined || settings.logs.coldAfterDays === undefined) return;
  const groups = {
    ...prefixed("service", home.logGroups),
    ...prefixed("database", stores.database?.logGroups),
    ...prefixed("cache", stores.cache?.logGroups),
    sessions: home.sessionLogGroup,
    ...(migration && { migration: migration.logGroup }),
  };
  const logGroups = Object.fromEntries(Object.entries(groups).map(([key, group]) => [key, group.name]));
  const place = { archiveArn: archive.bucketArn, keyArn, logGroups, logRetentionDays: settings.logs.retentionDays };
  new ColdLogs(namesOf(settings)("cold-logs"), { ...common, ...place });
}

type Groups = Cluster["logGroups"];

const prefixed = (prefix: string, groups: Groups = {}): Groups =>
  Object.fromEntries(Object.entries(groups).map(([key, group]) => [`${prefix}-${key}`, group]));
