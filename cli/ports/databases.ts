import { setTimeout as sleep } from "node:timers/promises";
import type { DBInstance, DBSnapshot, RestoreDBInstanceFromDBSnapshotCommandInput } from "@aws-sdk/client-rds";
import { originTag, originText, type Origin, type SeenInstance } from "../../core/restore";
import { failed } from "../failure";
import type { Endpoint } from "../workspace";
import { clientSettings } from "./aws";

/** How often (ms) an instance or a snapshot is looked at, and how long it may take to be there. */
const interval = { sandbox: 250, aws: 10_000 } as const;
const patience = 3 * 3_600_000;

/** A snapshot that is complete. */
export interface Snapshot {
  readonly name: string;
  /** `manual`, `automated` or `awsbackup`. */
  readonly kind: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What a restored instance is to have from the one that it replaces; everything else is the next `up`'s. */
export interface RestoredLike {
  readonly instanceClass: string;
  readonly subnetGroup: string;
  readonly securityGroups: readonly string[];
  readonly parameterGroup: string;
  readonly multiAz: boolean;
  readonly port: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Databases {
  find(identifier: string): Promise<SeenInstance | undefined>;
  snapshots(identifier: string): Promise<readonly Snapshot[]>;
  snapshot(identifier: string, name: string, tags: Readonly<Record<string, string>>): Promise<Snapshot>;
  /** Makes another instance of what one held. */
  restore(source: string, origin: Origin, target: string, like: RestoredLike): Promise<void>;
  rename(identifier: string, to: string): Promise<void>;
  /** Has RDS make and keep the master's password, under a key. */
  keepPassword(identifier: string, keyArn: string | undefined): Promise<void>;
  close(): void;
}

/** RDS, one call at a time: each resolves when what it asks for is there. */
export async function openDatabases(endpoint: Endpoint | undefined, region: string): Promise<Databases> {
  const sdk = await import("@aws-sdk/client-rds");
  const client = new sdk.RDSClient(clientSettings(endpoint, region));
  const pause = endpoint === undefined ? interval.aws : interval.sandbox;

  async function describe(DBInstanceIdentifier: string): Promise<DBInstance | undefined> {
    try {
      return (await client.send(new sdk.DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances?.[0];
    } catch (error) {
      if (error instanceof sdk.DBInstanceNotFoundFault) return undefined;
      throw error;
    }
  }

  /** A change shows only after a while: the instance has to be available, and `shows` it. */
  async function settle(identifier: string, shows: (one: DBInstance) => boolean = () => true): Promise<void> {
    await until(`database ${identifier}`, async () => {
      const found = await describe(identifier);
      return found?.DBInstanceStatus === "available" && shows(found);
    });
  }

  async function until(what: string, there: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(pause)) if (await there()) return;
    throw failed({
      where: what,
      wrong: "not available in time",
      found: `nothing for ${patience / 3_600_000} hours`,
      allowed: "an instance or snapshot that becomes available",
      change: "look at its events in RDS, then run the command again: it goes on where it stopped",
    });
  }

  return {
    find: async (identifier) => {
      const found = await describe(identifier);
      return found && seen(found);
    },

    snapshots: async (DBInstanceIdentifier) => {
      const found: DBSnapshot[] = [];
      for await (const { DBSnapshots = [] } of sdk.paginateDescribeDBSnapshots({ client }, { DBInstanceIdentifier })) {
        found.push(...DBSnapshots.filter(({ Status }) => Status === "available"));
      }
      return found.map(complete).sort((a, b) => a.at.localeCompare(b.at));
    },

    snapshot: async (DBInstanceIdentifier, DBSnapshotIdentifier, tags) => {
      await client.send(
        new sdk.CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags: tagList(tags) }),
      );
      let taken: DBSnapshot | undefined;
      await until(`snapshot ${DBSnapshotIdentifier}`, async () => {
        const { DBSnapshots = [] } = await client.send(new sdk.DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
        taken = DBSnapshots[0];
        return taken?.Status === "available";
      });
      return complete(taken ?? {});
    },

    restore: async (source, origin, target, like) => {
      const tags = { ...like.tags, [originTag]: originText(origin) };
      const settings = {
        DBInstanceClass: like.instanceClass,
        DBSubnetGroupName: like.subnetGroup,
        VpcSecurityGroupIds: [...like.securityGroups],
        DBParameterGroupName: like.parameterGroup,
        MultiAZ: like.multiAz,
        PubliclyAccessible: false,
        EnableIAMDatabaseAuthentication: true,
        CopyTagsToSnapshot: true,
        Tags: tagList(tags),
      } satisfies Partial<RestoreDBInstanceFromDBSnapshotCommandInput>;
      if (origin !== "latest" && "snapshot" in origin) {
        const DBSnapshotIdentifier = origin.snapshot;
        const names = { DBInstanceIdentifier: target, DBSnapshotIdentifier };
        await client.send(new sdk.RestoreDBInstanceFromDBSnapshotCommand({ ...settings, ...names }));
      } else {
        const names = { SourceDBInstanceIdentifier: source, TargetDBInstanceIdentifier: target };
        const when = origin === "latest" ? { UseLatestRestorableTime: true } : { RestoreTime: new Date(origin.time) };
        await client.send(new sdk.RestoreDBInstanceToPointInTimeCommand({ ...settings, ...names, ...when }));
      }
      await settle(target);
    },

    rename: async (DBInstanceIdentifier, NewDBInstanceIdentifier) => {
      await client.send(
        new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier, NewDBInstanceIdentifier, ApplyImmediately: true }),
      );
      await settle(NewDBInstanceIdentifier);
    },

    keepPassword: async (DBInstanceIdentifier, keyArn) => {
      const kept = {
        ManageMasterUserPassword: true,
        ...(keyArn !== undefined && { MasterUserSecretKmsKeyId: keyArn }),
      };
      await client.send(new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier, ...kept, ApplyImmediately: true }));
      await settle(DBInstanceIdentifier, ({ MasterUserSecret }) => MasterUserSecret?.SecretStatus === "active");
    },

    close: () => client.destroy(),
  };
}

const seen = ({ DBInstanceIdentifier, DbiResourceId, TagList = [], MasterUserSecret }: DBInstance): SeenInstance => ({
  identifier: DBInstanceIdentifier ?? "",
  resourceId: DbiResourceId ?? "",
  origin: TagList.find(({ Key }) => Key === originTag)?.Value,
  managed: MasterUserSecret?.SecretArn !== undefined,
});

const complete = ({ DBSnapshotIdentifier, SnapshotType, SnapshotCreateTime }: DBSnapshot): Snapshot => ({
  name: DBSnapshotIdentifier ?? "",
  kind: SnapshotType ?? "manual",
  at: (SnapshotCreateTime ?? new Date(0)).toISOString(),
});

const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
