import type { Held } from "../support/held";

type Value = number | string | boolean | readonly unknown[] | undefined;

/** What requirement 2 says of a tier, read from its state, and what it has to be in preview, dev, stage and prod. */
type Row = readonly [
  what: string,
  read: (tier: Held) => unknown,
  preview: Value,
  dev: Value,
  stage: Value,
  prod: Value,
];

const none = undefined;
const record = (value: unknown): Readonly<Record<string, unknown>> => (value ?? {}) as Record<string, unknown>;
const list = (value: unknown): readonly Record<string, unknown>[] => (value ?? []) as Record<string, unknown>[];

const database = (property: string) => (tier: Held) => tier.value("rds/instance", property, "-database");
const cache = (property: string) => (tier: Held) => tier.value("elasticache/replicationGroup", property);

const container = (tier: Held): Readonly<Record<string, unknown>> => {
  const text = tier.one("ecs/taskDefinition", "-blue-app")["containerDefinitions"];
  return (JSON.parse(String(text)) as Record<string, unknown>[])[0] ?? {};
};
const variable = (name: string) => (tier: Held) =>
  list(container(tier)["environment"]).find((one) => one["name"] === name)?.["value"];

/** Requests a second that all tasks together take before autoscaling has no more of them to add. */
function capacity(tier: Held): number | undefined {
  if (!tier.has("appautoscaling/policy", "-blue-autoscaling-app-requests")) return undefined;
  const tracking = tier.one("appautoscaling/policy", "-blue-autoscaling-app-requests");
  const perMinute = Number(record(tracking["targetTrackingScalingPolicyConfiguration"])["targetValue"]);
  return (perMinute / 60) * Number(bounds("maxCapacity")(tier));
}

/** Of the slot that runs, where tasks come and go by load. */
const bounds = (property: string) => (tier: Held) =>
  tier.has("appautoscaling/policy") ? tier.one("appautoscaling/target", "-blue-autoscaling-app")[property] : undefined;

/** Percent of requests that may fail in a month before the objective is missed: the alarm at the budget's own pace. */
const objective = (tier: Held): number | undefined =>
  tier.has("cloudwatch/metricAlarm", "-alarms-budget-1x-long")
    ? 100 - Number(tier.one("cloudwatch/metricAlarm", "-alarms-budget-1x-long")["threshold"])
    : undefined;

/** Whether any alarm tells anybody. */
const alarmed = (tier: Held): boolean =>
  [...tier.all("cloudwatch/metricAlarm"), ...tier.all("cloudwatch/compositeAlarm")].some(
    ({ alarmActions }) => ((alarmActions ?? []) as string[]).length > 0,
  );

/** Who hears of what is critical. */
const paged = (tier: Held): readonly unknown[] =>
  tier
    .all("sns/topicSubscription")
    .filter(({ topic }) => String(topic).endsWith("-alerts-critical"))
    .map(({ endpoint }) => endpoint);

/** Addresses that stage and prod are brought up with, by severity. */
export const alerts = { critical: ["on-call@promenade.example"], high: ["team@promenade.example"] };

const retentions = (tier: Held): readonly unknown[] => [
  ...new Set(tier.all("cloudwatch/logGroup").map((group) => group["retentionInDays"])),
];

const coldAfter = (tier: Held): unknown => {
  const [rule] = list(tier.value("s3/bucketLifecycleConfiguration", "rules", "-archive"));
  return list(rule?.["transitions"])[0]?.["days"];
};

const backups = (tier: Held): unknown =>
  tier.has("backup/plan") ? list(tier.one("backup/plan")["rules"]).map((rule) => rule["ruleName"]) : undefined;

const firewallRate = (tier: Held): unknown => {
  const rules = list(tier.value("wafv2/webAcl", "rules"));
  const rate = rules.find(({ name }) => name === "rate");
  return record(record(rate?.["statement"])["rateBasedStatement"])["limit"];
};

/** Blocks that may come in from outside, but for the environment's own journey; the CDN's are a list of AWS's. */
const ingress = (tier: Held): readonly unknown[] => [
  ...new Set(
    tier
      .all("vpc/securityGroupIngressRule")
      .filter(({ tags }) => !String(record(tags)["Name"]).includes("-journey-"))
      .map(({ cidrIpv4, prefixListId }) => cidrIpv4 ?? (prefixListId === undefined ? undefined : "CDN"))
      .filter((block) => block !== undefined && block !== ""),
  ),
];

const rotation = (entry: string) => (tier: Held) =>
  record(tier.value("secretsmanager/secretRotation", "rotationRules", `-${entry}`))["automaticallyAfterDays"];

export const rows: readonly Row[] = [
  // what, how it is read                                    preview dev stage prod
  ["planned load, requests/s", capacity, none, none, 1_000, 10_000],
  ["availability SLA, percent", objective, none, none, 95, 99.9],
  ["budget, USD/month", (tier) => Number(tier.one("budgets/budget")["limitAmount"]), 20, 300, 500, 2_000],
  ["app instances, normally", (tier) => tier.one("ecs/service", "-blue-app")["desiredCount"], 1, 1, 2, 4],
  ["app instances, at least", bounds("minCapacity"), none, none, 2, 2],
  ["app instances, at most", bounds("maxCapacity"), none, none, 3, 20],
  ["memory per service container, MiB", (tier) => container(tier)["memory"], 256, 512, 1_024, 1_024],
  ["database, class", database("instanceClass"), none, "db.t4g.small", "db.t4g.medium", "db.r7g.large"],
  ["database, highly available", database("multiAz"), none, false, true, true],
  ["database, encrypted", database("storageEncrypted"), none, true, true, true],
  ["database, reachable from outside", database("publiclyAccessible"), none, false, false, false],
  ["database, days of point-in-time recovery", database("backupRetentionPeriod"), none, 0, 7, 35],
  ["database, URL on the task", variable("DATABASE_URL"), "sqlite:////tmp/app.db", none, none, none],
  ["Redis, nodes", (tier) => cacheNodes(tier), none, 1, 2, 4],
  ["Redis, shards", (tier) => shards(tier), none, 1, 1, 2],
  ["Redis, failover", cache("automaticFailoverEnabled"), none, false, true, true],
  ["Redis, encrypted at rest", cache("atRestEncryptionEnabled"), none, true, true, true],
  ["Redis, encrypted on the way", cache("transitEncryptionEnabled"), none, true, true, true],
  ["logs, days", retentions, [1], [7], [30], [731]],
  ["logs, days until cold storage", coldAfter, none, none, 14, 90],
  ["backups", backups, none, none, ["weekly"], ["daily"]],
  ["backups, locked", (tier) => tier.has("backup/vaultLockConfiguration"), false, false, true, true],
  ["edge, CDN", (tier) => tier.has("cloudfront/distribution"), false, false, false, true],
  ["edge, firewall", (tier) => tier.has("wafv2/webAcl"), false, false, true, true],
  ["edge, requests from one address in 5 minutes", firewallRate, none, none, 2_000, 2_000],
  [
    "monitoring, health",
    (tier) => tier.has("cloudwatch/metricAlarm", "-alarms-blue-app-unhealthy"),
    true,
    true,
    true,
    true,
  ],
  ["monitoring, errors logged", (tier) => tier.has("cloudwatch/logMetricFilter"), true, true, true, true],
  [
    "monitoring, all metrics",
    (tier) => tier.has("cloudwatch/metricAlarm", "-alarms-database-cpu"),
    false,
    false,
    true,
    true,
  ],
  ["monitoring, a user's journey", (tier) => tier.has("synthetics/canary"), false, false, true, true],
  ["monitoring, error budget", (tier) => tier.all("cloudwatch/compositeAlarm").length > 0, false, false, true, true],
  ["monitoring, alarms tell somebody", alarmed, false, false, true, true],
  ["monitoring, who hears of what is critical", paged, [], [], alerts.high, alerts.critical],
  ["ingress", ingress, ["0.0.0.0/0"], ["0.0.0.0/0"], ["203.0.113.0/24"], ["CDN"]],
  [
    "off-hours, tasks and database stop",
    (tier) => tier.has("appautoscaling/scheduledAction"),
    false,
    true,
    false,
    false,
  ],
  ["rotation, database, days", rotation("POSTGRES_PASSWORD"), none, 30, 30, 30],
  ["rotation, API keys, days", rotation("API_KEY"), none, 90, 90, 90],
  ["rotation, signing keys, days", rotation("JWT_SECRET"), none, 180, 90, 90],
  ["LOG_LEVEL", variable("LOG_LEVEL"), "debug", "debug", "info", "warn"],
  ["API_TIMEOUT", variable("API_TIMEOUT"), "30s", "30s", "10s", "5s"],
  ["DB_POOL_SIZE", variable("DB_POOL_SIZE"), "5", "5", "20", "50"],
  ["NODE_ENV", variable("NODE_ENV"), "development", "development", "production", "production"],
  ["ENABLE_METRICS", variable("ENABLE_METRICS"), none, none, "true", "true"],
  ["ALERT_ON_ERRORS", variable("ALERT_ON_ERRORS"), none, none, "true", "true"],
  ["CACHE_ENABLED", variable("CACHE_ENABLED"), "false", "true", "true", "true"],
  ["SEED_DATA", variable("SEED_DATA"), "true", none, none, none],
  [
    "audited: network, secrets and keys",
    (tier) => [tier.has("ec2/flowLog"), tier.has("cloudtrail/trail")].every(Boolean),
    false,
    false,
    true,
    true,
  ],
  [
    "audited: database",
    (tier) => JSON.stringify(tier.all("rds/parameterGroup")).includes("pgaudit"),
    false,
    false,
    true,
    true,
  ],
  [
    "audited: requests",
    (tier) => record(tier.value("lb/loadBalancer", "accessLogs"))["enabled"] === true,
    false,
    false,
    true,
    true,
  ],
];

function shards(tier: Held): unknown {
  if (!tier.has("elasticache/replicationGroup")) return undefined;
  return tier.one("elasticache/replicationGroup")["numNodeGroups"] ?? 1;
}

function cacheNodes(tier: Held): unknown {
  if (!tier.has("elasticache/replicationGroup")) return undefined;
  const { numCacheClusters, replicasPerNodeGroup } = tier.one("elasticache/replicationGroup");
  const grouped = Number(shards(tier)) * (Number(replicasPerNodeGroup) + 1);
  return Number(shards(tier)) > 1 ? grouped : numCacheClusters;
}
