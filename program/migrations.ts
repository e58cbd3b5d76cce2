import { Migration } from "../components/migration";
import type { Cluster } from "../components/cluster";
import type { OwnershipPlan } from "../core/ownership";
import type { Settings } from "../core/settings";
import { migrationTask } from "../core/tags";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";
import type { Stores } from "./stores";

interface Surroundings {
  readonly ground: Foundation;
  readonly home: Cluster;
  readonly stores: Stores;
}

/** What brings the database up to what a release expects; undefined where nothing does. */
export function migrations(
  settings: Settings,
  common: Common,
  { migration: plan }: OwnershipPlan,
  { ground, home, stores: { database } }: Surroundings,
): Migration | undefined {
  const { migrations: chosen, services, environment, variables, logs } = settings;
  const service = services.find(({ name }) => name === chosen?.service);
  if (chosen === undefined || service === undefined || database === undefined) return undefined;
  const { subnetIds, keyArn } = ground;
  return new Migration(namesOf(settings)(migrationTask), {
    ...common,
    ...{ plan, service, command: chosen.command, environment: environment.name, variables, database },
    ...{ subnetIds, keyArn, securityGroupId: home.securityGroupId, logRetentionDays: logs.retentionDays },
  });
}
