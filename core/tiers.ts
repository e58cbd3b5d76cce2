/** The scale an environment runs at (requirement 2, one row a tier). */
export const tiers = ["preview", "dev", "stage", "prod"] as const;
export type Tier = (typeof tiers)[number];

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
  readonly backupRetentionDays: number;
}

export interface CacheSize {
  readonly nodeType: string;
  /** Nodes a shard: 1 is a primary alone. */
  readonly nodesPerShard: number;
  /** 1 means cluster mode is off. */
  readonly shards: number;
}

/** What an override may choose; anything else is refused by settings. */
export interface TierBounds {
  readonly instances: { readonly min: number; readonly max: number };
  readonly databaseClasses: readonly string[];
  readonly databaseStorageGiB: { readonly min: number; readonly max: number };
  readonly cacheNodeTypes: readonly string[];
}

export interface TierSize {
  /** USD a month (requirement 2, third row). */
  readonly budget: number;
  readonly instances: Instances;
  /** Fargate CPU units of a task; 1024 is one vCPU. */
  readonly cpu: number;
  /** Hard limit of a service's container; the task takes the smallest Fargate size that holds it. */
  readonly memoryMiB: number;
  readonly database: DatabaseSize | undefined;
  readonly cache: CacheSize | undefined;
  readonly logRetentionDays: number;
  readonly natGateways: "one" | "one a zone";
  /** True where stateful resources and slots must be unprotected before anything can delete them. */
  readonly protected: boolean;
  /** Days in which a deleted secret can be brought back; 0 frees its name at once (AWS: 0 or 7 to 30). */
  readonly recoveryDays: number;
  /** Metrics by service and task; a plain number of tasks and their health comes without. */
  readonly containerInsights: "disabled" | "enabled";
  /** Plain variables of every container (requirement 2, last row). */
  readonly variables: Readonly<Record<string, string>>;
  readonly bounds: TierBounds;
}

const variables = (nodeEnv: string, level: string, timeout: string, pool: number) => ({
  NODE_ENV: nodeEnv,
  LOG_LEVEL: level,
  API_TIMEOUT: timeout,
  DB_POOL_SIZE: String(pool),
});

export const tierSizes = {
  preview: {
    budget: 20,
    instances: { normal: 1, min: 1, max: 1, autoscaling: false },
    cpu: 256,
    memoryMiB: 256,
    database: undefined,
    cache: undefined,
    logRetentionDays: 1,
    natGateways: "one",
    protected: false,
    recoveryDays: 0,
    containerInsights: "disabled",
    variables: variables("development", "debug", "30s", 5),
    bounds: {
      instances: { min: 1, max: 1 },
      databaseClasses: [],
      databaseStorageGiB: { min: 20, max: 20 },
      cacheNodeTypes: [],
    },
  },
  dev: {
    budget: 300,
    instances: { normal: 1, min: 1, max: 2, autoscaling: false },
    cpu: 256,
    memoryMiB: 512,
    database: { instanceClass: "db.t4g.small", storageGiB: 20, multiAz: false, backupRetentionDays: 0 },
    cache: { nodeType: "cache.t4g.micro", nodesPerShard: 1, shards: 1 },
    logRetentionDays: 7,
    natGateways: "one",
    protected: false,
    recoveryDays: 0,
    containerInsights: "disabled",
    variables: variables("development", "debug", "30s", 5),
    bounds: {
      instances: { min: 1, max: 2 },
      databaseClasses: ["db.t4g.small", "db.t3.small"],
      databaseStorageGiB: { min: 20, max: 100 },
      cacheNodeTypes: ["cache.t4g.micro", "cache.t4g.small", "cache.t3.micro", "cache.t3.small"],
    },
  },
  stage: {
    budget: 500,
    instances: { normal: 2, min: 2, max: 3, autoscaling: true },
    cpu: 512,
    memoryMiB: 1024,
    database: { instanceClass: "db.t4g.medium", storageGiB: 50, multiAz: true, backupRetentionDays: 7 },
    cache: { nodeType: "cache.t4g.small", nodesPerShard: 2, shards: 1 },
    logRetentionDays: 30,
    natGateways: "one",
    protected: true,
    recoveryDays: 7,
    containerInsights: "enabled",
    variables: variables("production", "info", "10s", 20),
    bounds: {
      instances: { min: 2, max: 3 },
      databaseClasses: ["db.t4g.medium", "db.t4g.large", "db.m7g.large", "db.r7g.large"],
      databaseStorageGiB: { min: 20, max: 500 },
      cacheNodeTypes: ["cache.t4g.small", "cache.t4g.medium", "cache.m7g.large"],
    },
  },
  prod: {
    budget: 2000,
    instances: { normal: 4, min: 2, max: 20, autoscaling: true },
    cpu: 512,
    memoryMiB: 1024,
    database: { instanceClass: "db.r7g.large", storageGiB: 100, multiAz: true, backupRetentionDays: 30 },
    cache: { nodeType: "cache.t4g.medium", nodesPerShard: 2, shards: 2 },
    logRetentionDays: 731,
    natGateways: "one a zone",
    protected: true,
    recoveryDays: 30,
    containerInsights: "enabled",
    variables: {
      ...variables("production", "warn", "5s", 50),
      ENABLE_METRICS: "true",
      ALERT_ON_ERRORS: "true",
    },
    bounds: {
      instances: { min: 2, max: 20 },
      databaseClasses: ["db.r7g.large", "db.r7g.xlarge", "db.r7g.2xlarge", "db.m7g.xlarge", "db.m7g.2xlarge"],
      databaseStorageGiB: { min: 100, max: 2000 },
      cacheNodeTypes: ["cache.t4g.medium", "cache.m7g.large", "cache.r7g.large"],
    },
  },
} as const satisfies Record<Tier, TierSize>;
