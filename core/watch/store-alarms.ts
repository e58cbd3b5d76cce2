import type { CacheSize, DatabaseSize } from "../tier-size";
import type { Alarm, Metric } from "./alarm";
import { limits, storeLimits } from "./thresholds";

const GiB = 1024 ** 3;

/** An instance that runs reports these every minute: when it stops to, it does not run. */
const alive = { missing: "is a failure", period: 60, periods: 5 } as const;

export interface WatchedDatabase<Ref> {
  /** Instance identifiers; the replica's where there is one. */
  readonly identifier: Ref;
  readonly replica: Ref | undefined;
  readonly size: Pick<DatabaseSize, "instanceClass" | "storageGiB">;
}

/** What can go wrong with the database. */
export function databaseAlarms<Ref>({ identifier, replica, size }: WatchedDatabase<Ref>): readonly Alarm<Ref>[] {
  const memory = databaseMemoryGiB(size.instanceClass) * GiB;
  const metric = (name: string, statistic: string, DBInstanceIdentifier = identifier): Metric<Ref> => ({
    ...{ namespace: "AWS/RDS", name, statistic },
    dimensions: { DBInstanceIdentifier },
  });
  const connections = Math.floor((storeLimits.connectionPercent * mostConnections(memory)) / 100);
  const ofInstance: readonly Alarm<Ref>[] = [
    {
      key: "database-cpu",
      says: `The database uses more than ${limits.cpuPercent} % of its CPU`,
      ...{ severity: "high", from: "metrics", watches: { metric: metric("CPUUtilization", "Average") } },
      ...{ comparison: "above", threshold: limits.cpuPercent, ...alive },
    },
    {
      key: "database-storage",
      says: `The database has less than ${storeLimits.freeStoragePercent} % of its storage left; full, it stops`,
      ...{ severity: "critical", from: "metrics", watches: { metric: metric("FreeStorageSpace", "Minimum") } },
      ...{ comparison: "below", threshold: (storeLimits.freeStoragePercent * size.storageGiB * GiB) / 100, ...alive },
    },
    {
      key: "database-memory",
      says: `The database has less than ${storeLimits.freeMemoryPercent} % of its memory left`,
      ...{ severity: "medium", from: "production-like", watches: { metric: metric("FreeableMemory", "Minimum") } },
      ...{ comparison: "below", threshold: Math.round((storeLimits.freeMemoryPercent * memory) / 100), ...alive },
    },
    {
      key: "database-connections",
      says: `The database has more than ${storeLimits.connectionPercent} % of the connections that it takes`,
      ...{ severity: "high", from: "production-like", watches: { metric: metric("DatabaseConnections", "Maximum") } },
      ...{ comparison: "above", threshold: connections, ...alive },
    },
  ];
  if (replica === undefined) return ofInstance;
  const lag: Alarm<Ref> = {
    key: "database-replica-lag",
    says: `The database's replica is more than ${storeLimits.replicaLagSeconds} s behind`,
    ...{ severity: "high", from: "metrics", watches: { metric: metric("ReplicaLag", "Maximum", replica) } },
    ...{ comparison: "above", threshold: storeLimits.replicaLagSeconds, ...alive },
  };
  return [...ofInstance, lag];
}

/** GiB of memory of an instance class of RDS: twice as much in each next size, and twice as much again in family r. */
export function databaseMemoryGiB(instanceClass: string): number {
  const [, family = "", size = ""] = instanceClass.split(".");
  const large: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };
  const times = large[size] ?? (size === "xlarge" ? 2 : 2 * Number(/^(\d+)xlarge$/.exec(size)?.[1]));
  const memory = (family.startsWith("r") || family.startsWith("x") ? 16 : 8) * times;
  if (Number.isNaN(memory)) throw new Error(`the memory of ${instanceClass} is not known`);
  return memory;
}

/** RDS's own formula for PostgreSQL's max_connections. */
const mostConnections = (bytes: number): number => Math.min(Math.floor(bytes / 9_531_392), 5000);

export interface WatchedCache<Ref> {
  /** By node: `001`, or `0001-001` in cluster mode. */
  readonly nodes: Readonly<Record<string, Ref>>;
  /** Whether nodes copy another one. */
  readonly replicated: boolean;
}

/** What ElastiCache calls the nodes of a replication group, behind its identifier. */
export function cacheNodes({ nodesPerShard, shards }: CacheSize): readonly string[] {
  const numbered = (count: number, digits: number) =>
    Array.from({ length: count }, (_, index) => String(index + 1).padStart(digits, "0"));
  const nodes = numbered(nodesPerShard, 3);
  return shards === 1 ? nodes : numbered(shards, 4).flatMap((shard) => nodes.map((node) => `${shard}-${node}`));
}

/** What can go wrong with the cache: an alarm a node, for ElastiCache reports by node. */
export function cacheAlarms<Ref>({ nodes, replicated }: WatchedCache<Ref>): readonly Alarm<Ref>[] {
  return Object.entries(nodes).flatMap(([node, CacheClusterId]) => {
    const metric = (name: string, statistic: string): Metric<Ref> => ({
      ...{ namespace: "AWS/ElastiCache", name, statistic },
      dimensions: { CacheClusterId },
    });
    const ofNode: readonly Alarm<Ref>[] = [
      {
        key: `cache-${node}-cpu`,
        says: `The cache's node ${node} uses more than ${limits.cpuPercent} % of the one CPU that Redis works on`,
        ...{ severity: "high", from: "metrics", watches: { metric: metric("EngineCPUUtilization", "Average") } },
        ...{ comparison: "above", threshold: limits.cpuPercent, ...alive },
      },
      {
        key: `cache-${node}-memory`,
        says: `The cache's node ${node} uses more than ${limits.memoryPercent} % of its memory`,
        ...{ severity: "high", from: "metrics" },
        watches: { metric: metric("DatabaseMemoryUsagePercentage", "Maximum") },
        ...{ comparison: "above", threshold: limits.memoryPercent, ...alive },
      },
      {
        key: `cache-${node}-evictions`,
        says: `The cache's node ${node} gives up entries before their time, because its memory is full`,
        // The cache does what it is for; whether it should be larger can wait for the week's report.
        ...{ severity: "low", from: "production-like", watches: { metric: metric("Evictions", "Sum") } },
        ...{ comparison: "above", threshold: storeLimits.evictions, period: 300, periods: 3, missing: "is a failure" },
      },
    ];
    if (!replicated) return ofNode;
    const lag: Alarm<Ref> = {
      key: `cache-${node}-lag`,
      says: `The cache's node ${node} is more than ${storeLimits.replicaLagSeconds} s behind: a failover would lose that`,
      ...{ severity: "medium", from: "production-like", watches: { metric: metric("ReplicationLag", "Maximum") } },
      ...{ comparison: "above", threshold: storeLimits.replicaLagSeconds, period: 60, periods: 5 },
      // Only copies report it, and which node is one changes with a failover.
      missing: "is no event",
    };
    return [...ofNode, lag];
  });
}
