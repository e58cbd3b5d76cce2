import { z } from "zod";
import { stateSchema } from "../access/state";
import { parseCidr } from "../cidr";
import { assumptionNames, type Assumption } from "../cost/assumptions";
import { parseDuration } from "../duration";
import { isRegion } from "../region";
import { pullRequestsSchema } from "../pull-requests/rules";
import { releaseSchema, requestSchema } from "../release";
import { ownMetric } from "../rollout/guard";
import { schedules, type ScheduleName } from "../rollout/schedule";
import { monitoringLevels } from "../tier-size";
import { tiers } from "../tiers";
import { checksConfig, ownPath } from "../verification/config";
import { repositorySchema } from "./repository";

/** Which cloud the stack lives in: the embedded local one, or AWS. */
export const clouds = ["sandbox", "aws"] as const;
export type Cloud = (typeof clouds)[number];

const cidrBlock = z.string().refine((text) => parseCidr(text) !== undefined, "an IPv4 block such as 10.0.0.0/16");

const serviceName = z.string().regex(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/, "2 to 16 lower-case letters, digits or hyphens");

/** What a load balancer's path condition takes (AWS: ELBv2 PathPatternConfig, 128 characters). */
const path = z
  .string()
  .regex(/^\/[A-Za-z0-9_.$/~"'@:+*?&-]{0,127}$/, "a path that starts with /, 128 characters at most");

const service = z.strictObject({
  paths: z.array(path).min(1).max(4).optional(),
  port: z.int().min(1).max(65535).optional(),
  healthPath: path.optional(),
  cpu: z.int().optional(),
  memoryMiB: z.int().min(128).max(122880).optional(),
  instances: z
    .strictObject({ normal: z.int().optional(), min: z.int().optional(), max: z.int().optional() })
    .optional(),
});

export const variableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, "upper-case letters, digits and underscores, a letter first");

const hostName = z
  .string()
  .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "a host name such as stage.example.com");

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 19:30");

export const timeZone = z
  .string()
  .refine((name) => Intl.supportedValuesOf("timeZone").includes(name) || name === "UTC", {
    error: "a time zone such as Europe/Berlin",
  });

const addresses = z.array(z.email("an e-mail address")).max(5);

/** Something that is closed again by itself: who approved it, why, and until when. */
const opening = z.strictObject({
  until: z.iso.datetime({ offset: true, error: "a moment such as 2026-01-31T18:00:00Z" }),
  reason: z.string().min(8).max(200),
  approvedBy: z.string().min(2).max(100).optional(),
});

/** What the cost estimate supposes, each a number of its own unit. */
const assumption = z.number().min(0).max(1_000_000_000).optional();
const assumptions = z.strictObject(
  Object.fromEntries(assumptionNames.map((name) => [name, assumption])) as Record<Assumption, typeof assumption>,
);

/** What a container runs, word by word (AWS: ECS takes 8 KiB of overrides). */
const command = z.array(z.string().min(1).max(1000)).min(1).max(20);

const duration = z.string().refine((text) => (parseDuration(text) ?? 86_401) <= 86_400, "a time such as 90s, 5m or 1h");

/** Percent of the requests, and seconds. */
const limits = {
  errorPercent: z.number().min(0).max(100).optional(),
  p99Seconds: z.number().min(0).max(60).optional(),
};

/** Every key a stack file may hold under `promenade:`, each with its shape. */
export const configKeys = {
  flow: z.string(),
  tier: z.enum(tiers),
  cloud: z.enum(clouds),
  network: z.strictObject({
    cidr: cidrBlock.optional(),
    subnets: z
      .strictObject({ public: z.array(cidrBlock).min(2).max(4), private: z.array(cidrBlock).min(2).max(4) })
      .optional(),
  }),
  ingress: z.array(cidrBlock).min(1).max(30),
  allowedRegions: z.array(z.string().refine(isRegion, "an AWS region such as eu-west-1")).min(1),
  services: z
    .record(serviceName, service)
    .refine((all) => Object.keys(all).length >= 1 && Object.keys(all).length <= 10, "1 to 10 services"),
  plannedLoad: z.int().min(1).max(1_000_000),
  domain: z.strictObject({ name: hostName, zone: hostName.optional() }),
  edge: z.strictObject({ requestsPerAddress: z.int().min(10).max(2_000_000_000).optional() }),
  database: z.strictObject({
    instanceClass: z.string().optional(),
    storageGiB: z.int().optional(),
    backupRetentionDays: z.int().optional(),
    readReplica: z.boolean().optional(),
  }),
  cache: z.strictObject({ nodeType: z.string().optional() }),
  logs: z.strictObject({ retentionDays: z.int().optional() }),
  backups: z.strictObject({
    retentionDays: z.int().optional(),
    coldAfterDays: z.int().min(1).optional(),
    copyRegion: z.string().refine(isRegion, "an AWS region such as eu-west-1").optional(),
  }),
  monitoring: z.enum(monitoringLevels),
  journey: z.array(ownPath).min(1).max(20),
  alerts: z.strictObject({
    critical: addresses.optional(),
    high: addresses.optional(),
    medium: addresses.optional(),
    low: addresses.optional(),
  }),
  rotation: z.strictObject({
    database: z.int().min(1).optional(),
    keys: z.int().min(1).optional(),
    signing: z.int().min(1).optional(),
  }),
  secrets: z.array(variableName).max(20),
  offHours: z.strictObject({
    enabled: z.boolean().optional(),
    timezone: timeZone.optional(),
    stop: timeOfDay.optional(),
    start: timeOfDay.optional(),
  }),
  cost: z.strictObject({ budget: z.int().min(1).max(1_000_000).optional(), assumptions: assumptions.optional() }),
  migrations: z.strictObject({ service: serviceName, command }),
  data: z.strictObject({ seed: command.optional(), reset: command.optional() }),
  shell: opening,
  databaseAccess: opening,
  administrators: z
    .array(z.string().regex(/^[\w+=,.@*-]{1,64}$/, "the name of an IAM role, or a pattern with *"))
    .max(10),
  schedule: z.union(
    [
      z.enum(Object.keys(schedules) as [ScheduleName, ...ScheduleName[]]),
      z
        .array(z.strictObject({ share: z.int().min(1).max(100), bake: duration }))
        .min(1)
        .max(20),
    ],
    { error: `${Object.keys(schedules).join(", ")}, or a list of steps such as { share: 10, bake: 5m }` },
  ),
  guard: z.strictObject({
    ...limits,
    objective: z.strictObject(limits).optional(),
    minimumRequests: z.int().min(1).max(1_000_000).optional(),
    windowSeconds: z.int().min(1).max(3600).optional(),
    metrics: z.array(ownMetric).max(20).optional(),
  }),
  checks: checksConfig,
  registry: z.enum(["own", "external"]),
  pullRequests: pullRequestsSchema,
  repository: repositorySchema,
  oidcProvider: z.enum(["own", "external"]),
  state: stateSchema,
  retiring: z.boolean(),
  variables: z.record(variableName, z.string().max(2048)),
  initialRelease: releaseSchema,
  request: requestSchema,
} as const;

type ConfigKeys = typeof configKeys;

/** The parsed values under `promenade:`. */
export type Config = { readonly [K in keyof ConfigKeys]?: z.infer<ConfigKeys[K]> };
