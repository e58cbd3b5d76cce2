/** What an estimate has to suppose (requirement 7, cost assumptions). A stack file may say otherwise. */
const table = {
  averageLoadPercent: { value: 1, means: "of the planned load, on average over the month" },
  hoursAMonth: { value: 730, means: "hours in a month" },
  releasesAMonth: { value: 10, means: "releases a month" },
  fallbackHours: { value: 1, means: "hours that the old slot stays at full size after a release" },
  standbyHours: { value: 23, means: "hours after those that one of its instances stays" },
  responseKilobytes: { value: 4, means: "kB of a response with its request, on average" },
  requestsAConnection: { value: 10, means: "requests a client sends over one connection" },
  cachedPercent: { value: 0, means: "of the requests that the CDN answers by itself" },
  outgoingGigabytes: { value: 5, means: "GB a month that a task exchanges with the internet beside its logs" },
  databaseFillPercent: { value: 50, means: "of the database's storage that holds data" },
  dailyChangePercent: { value: 1, means: "of the data that changes in a day, for backups" },
  cacheFillPercent: { value: 25, means: "of the cache's memory that holds data, for its snapshots" },
  keyRequests: { value: 100_000, means: "requests a month to each encryption key" },
  auditedEvents: { value: 200_000, means: "data events a month that a trail records" },
  accessLogBytes: { value: 100, means: "bytes of access log that a request leaves, compressed" },
  flowLogBytes: { value: 60, means: "bytes of flow log that a request leaves" },
  archiveMonths: { value: 12, means: "months that access and flow logs are kept" },
  bucketGigabytes: { value: 1, means: "GB in a bucket beside those logs" },
  imageGigabytes: { value: 10, means: "GB of images in a repository" },
  insightsMetricsACluster: { value: 10, means: "metrics that Container Insights adds for a cluster" },
  insightsMetricsAService: { value: 20, means: "metrics that Container Insights adds for a service" },
  filteredMetrics: { value: 10, means: "values a month that a metric filter with dimensions makes metrics of" },
  functionCalls: { value: 1_000, means: "calls a month of a function" },
  queuedMessages: { value: 1_000, means: "messages a month through a queue" },
  functionSeconds: { value: 5, means: "seconds that a function runs" },
} as const;

export type Assumption = keyof typeof table;
export type Assumptions = Readonly<Record<Assumption, number>>;

export const assumptionNames = Object.keys(table) as readonly Assumption[];

export const defaultAssumptions = Object.fromEntries(
  assumptionNames.map((name) => [name, table[name].value]),
) as Assumptions;

/** One line for its reader: `1 % of the planned load …`. */
export function describeAssumption(name: Assumption, value: number): string {
  const percent = name.endsWith("Percent") ? " %" : "";
  return `${value.toLocaleString("en")}${percent} ${table[name].means}`;
}
