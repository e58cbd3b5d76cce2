/**
 * What AWS asks, in USD and on demand, without any free tier: as of 2026-11, after AWS's public price pages.
 *
 * How exact it is: hours and gigabytes of Fargate, load balancers, NAT, public addresses, RDS's db.t4g classes and
 * storage, ElastiCache's nodes in us-east-1, keys, secrets, alarms, WAF and CloudFront are the published figures.
 * Larger database classes and nodes in eu-west-1 are those of us-east-1 raised by the 11 % that Ireland usually costs
 * more; they may be off by 3 %. Taxes, support and discounts are left out. A price that has moved is changed here.
 */
export const pricesAsOf = "2026-11";

export interface Prices {
  readonly fargate: Readonly<Record<Architecture, { readonly vcpuHour: number; readonly gigabyteHour: number }>>;
  readonly loadBalancer: { readonly hour: number; readonly unitHour: number };
  readonly nat: { readonly hour: number; readonly gigabyte: number };
  readonly endpoint: { readonly hour: number; readonly gigabyte: number };
  readonly publicAddressHour: number;
  /** A gigabyte to the internet, and to another region. */
  readonly transfer: { readonly internet: number; readonly region: number };
  readonly database: {
    /** PostgreSQL in one zone, by class; a standby in another zone doubles it, and the storage. */
    readonly classHour: Readonly<Record<string, number>>;
    readonly storage: number;
    readonly backup: number;
    /** Database Insights in its advanced mode, a vCPU and hour. */
    readonly insightsHour: number;
  };
  readonly cache: { readonly nodeHour: Readonly<Record<string, number>>; readonly backup: number };
  readonly logs: { readonly ingest: number; readonly toBucket: number; readonly storage: number };
  readonly stream: number;
  readonly bucket: { readonly standard: number; readonly cold: number };
  readonly registry: number;
  readonly cdn: { readonly gigabyte: number; readonly tenThousandRequests: number };
}

export type Architecture = "X86_64" | "ARM64";

/** Prices that are the same everywhere, by the month where nothing else is said. */
export const everywhere = {
  key: 1,
  tenThousandKeyRequests: 0.03,
  secret: 0.4,
  alarmMetric: 0.1,
  fastAlarmMetric: 0.3,
  compositeAlarm: 0.5,
  dashboard: 3,
  metric: 0.3,
  /** A metric of Container Insights with enhanced observability. */
  insightsMetric: 0.07,
  canaryRun: 0.0012,
  firewall: { acl: 5, rule: 1, millionRequests: 0.6 },
  millionEdgeCalls: 0.1,
  zone: 0.5,
  healthCheck: 0.5,
  hundredThousandDataEvents: 0.1,
  function: { millionCalls: 0.2, gigabyteSecond: 0.0000166667 },
  millionSchedules: 1,
  millionMessages: 0.4,
} as const;

/** Memory of a node in GiB. */
export const nodeMemory: Readonly<Record<string, number>> = {
  "cache.t4g.micro": 0.5,
  "cache.t4g.small": 1.37,
  "cache.t4g.medium": 3.09,
  "cache.t3.micro": 0.5,
  "cache.t3.small": 1.37,
  "cache.m7g.large": 6.38,
  "cache.r7g.large": 13.07,
};

const virginia: Prices = {
  fargate: {
    X86_64: { vcpuHour: 0.04048, gigabyteHour: 0.004445 },
    ARM64: { vcpuHour: 0.03238, gigabyteHour: 0.00356 },
  },
  loadBalancer: { hour: 0.0225, unitHour: 0.008 },
  nat: { hour: 0.045, gigabyte: 0.045 },
  endpoint: { hour: 0.01, gigabyte: 0.01 },
  publicAddressHour: 0.005,
  transfer: { internet: 0.09, region: 0.02 },
  database: {
    classHour: {
      "db.t3.small": 0.036,
      "db.t4g.small": 0.032,
      "db.t4g.medium": 0.065,
      "db.t4g.large": 0.129,
      "db.m7g.large": 0.168,
      "db.m7g.xlarge": 0.337,
      "db.m7g.2xlarge": 0.674,
      "db.r7g.large": 0.239,
      "db.r7g.xlarge": 0.478,
      "db.r7g.2xlarge": 0.956,
    },
    storage: 0.115,
    backup: 0.095,
    insightsHour: 0.0125,
  },
  cache: {
    nodeHour: {
      "cache.t3.micro": 0.017,
      "cache.t3.small": 0.034,
      "cache.t4g.micro": 0.016,
      "cache.t4g.small": 0.032,
      "cache.t4g.medium": 0.065,
      "cache.m7g.large": 0.158,
      "cache.r7g.large": 0.219,
    },
    backup: 0.085,
  },
  logs: { ingest: 0.5, toBucket: 0.25, storage: 0.03 },
  stream: 0.029,
  bucket: { standard: 0.023, cold: 0.0036 },
  registry: 0.1,
  cdn: { gigabyte: 0.085, tenThousandRequests: 0.01 },
};

const ireland: Prices = {
  ...virginia,
  loadBalancer: { hour: 0.0252, unitHour: 0.008 },
  nat: { hour: 0.048, gigabyte: 0.048 },
  endpoint: { hour: 0.011, gigabyte: 0.01 },
  database: {
    classHour: {
      "db.t3.small": 0.039,
      "db.t4g.small": 0.035,
      "db.t4g.medium": 0.07,
      "db.t4g.large": 0.14,
      "db.m7g.large": 0.187,
      "db.m7g.xlarge": 0.374,
      "db.m7g.2xlarge": 0.748,
      "db.r7g.large": 0.266,
      "db.r7g.xlarge": 0.531,
      "db.r7g.2xlarge": 1.062,
    },
    storage: 0.127,
    backup: 0.095,
    insightsHour: 0.0139,
  },
  cache: {
    nodeHour: {
      "cache.t3.micro": 0.019,
      "cache.t3.small": 0.038,
      "cache.t4g.micro": 0.018,
      "cache.t4g.small": 0.036,
      "cache.t4g.medium": 0.072,
      "cache.m7g.large": 0.176,
      "cache.r7g.large": 0.243,
    },
    backup: 0.085,
  },
  logs: { ingest: 0.57, toBucket: 0.285, storage: 0.03 },
  stream: 0.031,
  cdn: { gigabyte: 0.085, tenThousandRequests: 0.012 },
};

const table: Readonly<Record<string, Prices>> = { "us-east-1": virginia, "eu-west-1": ireland };

/** Regions whose prices are at hand. */
export const pricedRegions: readonly string[] = Object.keys(table);

export interface RegionPrices {
  /** The region that the prices are of. */
  readonly region: string;
  readonly prices: Prices;
  /** Set where that is another one than was asked for. */
  readonly warning?: string;
}

/** Prices of a region, or of the one nearest to it that has any. */
export function pricesOf(asked: string): RegionPrices {
  const region = asked in table ? asked : /^(eu|me|il|af)-/.test(asked) ? "eu-west-1" : "us-east-1";
  const prices = table[region] ?? virginia;
  if (region === asked) return { region, prices };
  return { region, prices, warning: `no prices of ${asked} are at hand: those of ${region} stand in, ±15 %` };
}
