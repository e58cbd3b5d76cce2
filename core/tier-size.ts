import type { ScheduleName } from "./rollout/schedule";

/** Tasks of one service. Autoscaling moves between `min` and `max`; without it `normal` stays. */
export interface Instances {
  readonly normal: number;
  readonly min: number;
  readonly max: number;
  readonly autoscaling: boolean;
}

export interface DatabaseSize {
  readonly instanceClass: string;
  readonly storageGiB: number;
  readonly multiAz: boolean;
  /** Days of automated backups, within which any second can be restored; 0 keeps none (AWS: 0 to 35). */
  readonly backupRetentionDays: number;
  /** Seconds between two readings of the operating system; 0 is off (AWS: 0, 1, 5, 10, 15, 30 or 60). */
  readonly monitoringSeconds: number;
  /** A copy to read from. RDS keeps no managed master password where there is one (AWS: RDS for PostgreSQL). */
  readonly readReplica: boolean;
}

export interface CacheSize {
  readonly nodeType: string;
  /** Nodes a shard: 1 is a primary alone. */
  readonly nodesPerShard: number;
  /** 1 means cluster mode is off. */
  readonly shards: number;
  /** Days that daily snapshots are kept; 0 takes none (AWS: 0 to 35). */
  readonly snapshotRetentionDays: number;
}

/** What stands between the clients and the load balancer. */
export interface EdgeSize {
  readonly cdn: boolean;
  readonly firewall: boolean;
  /** Requests that one address may send in 5 minutes before the firewall blocks it (AWS: at least 10). */
  readonly requestsPerAddress: number;
}

export interface LogsSize {
  readonly retentionDays: number;
  /** After so many days logs move to cold storage; undefined keeps all of them at hand. */
  readonly coldAfterDays: number | undefined;
  /** What the environment is expected to hold at any time (requirement 2, logs); for the cost estimate. */
  readonly gigabytes: number;
}

/** What AWS Backup keeps beside the stores' own backups. */
export interface BackupsSize {
  readonly schedule: "weekly" | "daily";
  readonly retentionDays: number;
  /** Recovery points move to cold storage then; they stay there for 90 days at least (AWS Backup). */
  readonly coldAfterDays: number | undefined;
}

/** Longest time in days between two rotations (requirement 4). */
export interface RotationDays {
  readonly database: number;
  readonly keys: number;
  readonly signing: number;
}

/**
 * How closely an environment is watched (requirements 1, s1, and 2), each level with all of the one before it:
 * health and error logs; metrics; a user's journey; all alarms, none of which calls anybody; on-call.
 */
export const monitoringLevels = ["basic", "metrics", "journey", "production-like", "full"] as const;
export type MonitoringLevel = (typeof monitoringLevels)[number];

/** What an override may choose; anything else is refused by settings. */
export interface TierBounds {
  readonly instances: { readonly min: number; readonly max: number };
  readonly databaseClasses: readonly string[];
  readonly databaseStorageGiB: Bounds;
  readonly backupRetentionDays: Bounds;
  readonly cacheNodeTypes: readonly string[];
  readonly logRetentionDays: Bounds;
  readonly monitoring: readonly MonitoringLevel[];
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export interface TierSize {
  /** Requests a second that the environment is built for. */
  readonly plannedLoad: number | undefined;
  /** Percent of the time that it is promised to work; undefined promises nothing. */
  readonly availability: number | undefined;
  /** USD a month. */
  readonly budget: number;
  readonly instances: Instances;
  /** Fargate CPU units of a task; 1024 is one vCPU. */
  readonly cpu: number;
  /** Hard limit of a service's container; the task takes the smallest Fargate size that holds it. */
  readonly memoryMiB: number;
  readonly database: DatabaseSize | undefined;
  readonly cache: CacheSize | undefined;
  readonly logs: LogsSize;
  readonly backups: BackupsSize | undefined;
  readonly edge: EdgeSize;
  /** Whether the environment has to have a domain, and with it HTTPS. */
  readonly domain: "required" | "optional";
  /** Who may be let in: everybody, only those on a list, or as the stack file says. */
  readonly ingress: "open" | "allow-list" | "any";
  readonly monitoring: MonitoringLevel;
  /** How requests move to another release (requirement 7: prod's is gradual). */
  readonly schedule: ScheduleName;
  /** True where network flows, requests, secret and database access are recorded for auditors. */
  readonly audited: boolean;
  readonly rotation: RotationDays | undefined;
  /** Whether the app and the database stop at night and on weekends unless the stack file says otherwise. */
  readonly offHours: "on" | "off" | "never";
  /** Whether data may be thrown away, and how often it is made anew. */
  readonly data: { readonly reset: boolean; readonly refresh: "weekly" | undefined };
  /** Longest a shell or direct database access may stay open, in hours, and whether somebody has to approve it. */
  readonly access: { readonly hours: number; readonly approval: boolean };
  readonly natGateways: "one" | "one a zone";
  /** True where stateful resources and slots must be unprotected before anything can delete them. */
  readonly protected: boolean;
  /** Days in which a deleted secret can be brought back; 0 frees its name at once (AWS: 0 or 7 to 30). */
  readonly recoveryDays: number;
  /** Metrics by service and task; a plain number of tasks and their health comes without. */
  readonly containerInsights: "disabled" | "enabled";
  /** Plain variables of every container. */
  readonly variables: Readonly<Record<string, string>>;
  readonly bounds: TierBounds;
}
