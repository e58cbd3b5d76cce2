import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../components/cluster";
import type { Database } from "../components/database";
import { Rotation } from "../components/rotation";
import { Vault } from "../components/vault";
import { VaultGuard } from "../components/vault-guard";
import { deployRoleOf } from "../core/access/realm";
import { partitionOf } from "../core/arn";
import { rotationDays } from "../core/rotation-schedule";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { standardKeys } from "../core/vault-entries";
import { administratorsNamed, principalsOf } from "../core/vault-policy";
import { functionCode } from "./bundle";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";
import type { Stores } from "./stores";

/** The environment's vault, and what rotates it. */
export function secrets(settings: Settings, common: Common, ground: Foundation, home: Cluster, stores: Stores) {
  const name = namesOf(settings);
  const { database, cache } = stores;
  const { recoveryDays } = tierSizes[settings.tier];
  const keys = [...standardKeys, ...settings.secrets];
  const { keyArn } = ground;
  const vault = new Vault(name("vault"), {
    ...common,
    keys,
    database,
    given: { ...cache?.secrets },
    keyArn,
    recoveryDays,
  });
  const rotation = settings.rotation && rotate(settings.rotation);
  const ready = rotation?.prepared ?? pulumi.output("");

  return {
    /** ARN by entry. */
    entries: Object.fromEntries(Object.entries(vault.entries).map(([entry, { arn }]) => [entry, arn])),
    /** What containers get, by variable; known once the database lets them in. */
    variables: Object.fromEntries(
      Object.entries(vault.variables).map(([variable, from]) => [
        variable,
        pulumi.all([from, ready]).apply(([valueFrom]) => valueFrom),
      ]),
    ),
    rotationRoleArns: rotation ? [rotation.roleArn] : [],
  };

  function rotate(days: NonNullable<Settings["rotation"]>): Rotation {
    const schedule = Object.fromEntries(
      Object.entries(vault.entries).flatMap(([entry, { arn, kind }]) =>
        kind === undefined ? [] : [[entry, { arn, days: rotationDays(entry, kind, days) }]],
      ),
    );
    const code = functionCode("rotation");
    return new Rotation(name("rotation"), {
      ...common,
      ...ground,
      ...{ code, schedule, clusterArn: home.arn, logRetentionDays: settings.logs.retentionDays },
      database: database && opened(database),
    });
  }
}

const opened = ({ endpoint, resourceId, databaseName, masterSecretArn, securityGroupId }: Database) => ({
  ...{ endpoint, resourceId, databaseName, masterSecretArn, securityGroupId },
  entry: "POSTGRES_PASSWORD",
});

export type Secrets = ReturnType<typeof secrets>;

/** Lets only this environment's roles at the vault's values, and whoever administers it. */
export function guard(
  settings: Settings,
  { accountId, region, permissionsBoundary }: Common,
  { entries, rotationRoleArns: writers }: Secrets,
  executionRoleArn: pulumi.Input<string>,
): void {
  const { administrators, environment } = settings;
  const rolesNamed = (names: readonly string[]) =>
    accountId.apply((account) => administratorsNamed(names, region, account));
  const named = rolesNamed(administrators);
  // Where workflows make roles, they deploy as well.
  const deploying = rolesNamed(permissionsBoundary === undefined ? [] : [deployRoleOf(environment)]);
  const caller = getCallerIdentityOutput().arn.apply(principalsOf);
  const account = pulumi.interpolate`arn:${partitionOf(region)}:iam::${accountId}:root`;
  const trusted = pulumi
    .all([administrators.length > 0 ? named : caller, deploying, account])
    .apply(([people, workflows, root]) => [...new Set([...people, ...workflows, root])]);
  new VaultGuard(namesOf(settings)("vault-guard"), {
    ...{ entries, readers: [executionRoleArn], writers },
    administrators: trusted,
  });
}
