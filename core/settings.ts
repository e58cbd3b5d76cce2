import { chooseAccess, type AccessSettings } from "./config/access";
import { chooseChecks } from "./config/checks";
import { notOneOf } from "./config/choice";
import { chooseCost, type CostSettings } from "./config/cost";
import { chooseDomain, chooseEdge, chooseIngress, viewersProblems, type Domain } from "./config/edge";
import { chooseDelivery } from "./config/github";
import { chooseDataCommands, type DataCommands } from "./config/data";
import { configKeys, type Cloud, type Config } from "./config/keys";
import { chooseMigrations, type Migrations } from "./config/migrations";
import { chooseNetwork, type NetworkSettings } from "./config/network";
import { chooseOpening, type Opening } from "./config/openings";
import * as operations from "./config/operations";
import { releaseProblems, variableProblems } from "./config/release";
import { chooseGuard, chooseSchedule } from "./config/rollout";
import { chooseServices, type ServiceSettings } from "./config/services";
import { chooseBackups, chooseCache, chooseDatabase, chooseLogs, type BackupsSettings } from "./config/stores";
import { environmentOf, firstEnvironment, placeOf, stackNames, type Environment, type Flow } from "./flow";
import { sizeIn } from "./flow/sizes";
import { show, type Problem } from "./problem";
import { isRegion } from "./region";
import type { Delivery } from "./github/delivery";
import type { Release, Request } from "./release";
import type { GuardLimits } from "./rollout/guard";
import type { Schedule } from "./rollout/schedule";
import { check, unknownKeys } from "./schema";
import type { CacheSize, DatabaseSize, EdgeSize, LogsSize, MonitoringLevel, RotationDays } from "./tier-size";
import type { Tier } from "./tiers";
import type { Checks } from "./verification/checks";

/** Everything the program needs to know of one stack, checked and complete. */
export interface Settings {
  readonly stack: string;
  readonly flow: string;
  readonly environment: Environment;
  readonly tier: Tier;
  readonly cloud: Cloud;
  readonly region: string;
  /** Regions that data may be in: `region` alone where nothing else is said. */
  readonly allowedRegions: readonly string[];
  /** Requests a second that the environment is built for; undefined plans for none. */
  readonly plannedLoad: number | undefined;
  readonly network: NetworkSettings;
  /** Undefined serves plain HTTP. */
  readonly domain: Domain | undefined;
  readonly edge: EdgeSize;
  /** Blocks that may reach the load balancer. */
  readonly ingress: readonly string[];
  /** In the order in which the load balancer tries their paths. */
  readonly services: readonly ServiceSettings[];
  readonly database: DatabaseSize | undefined;
  readonly cache: CacheSize | undefined;
  readonly logs: LogsSize;
  readonly backups: BackupsSettings | undefined;
  readonly monitoring: MonitoringLevel;
  /** Paths that a watched user's journey visits, one after the other; each has to answer with success. */
  readonly journey: readonly string[];
  readonly alerts: operations.Alerts;
  readonly rotation: RotationDays | undefined;
  /** Vault entries beyond those that every environment has. */
  readonly secrets: readonly string[];
  /** IAM roles that may see the vault's values beside the environment's own; empty stands for whoever deploys. */
  readonly administrators: readonly string[];
  readonly offHours: operations.OffHours | undefined;
  readonly cost: CostSettings;
  /** What of the repository at GitHub this stack keeps; undefined where no repository is named. */
  readonly delivery: Delivery | undefined;
  /** Who may act for the environment, in AWS. */
  readonly access: AccessSettings;
  /** Whether this environment keeps the image repositories that all of its flow pull from. */
  readonly ownsRegistry: boolean;
  /** An emergency shell into tasks, while it is open. */
  readonly shell: Opening | undefined;
  /** What migrates the database before a release is deployed; undefined where nothing does. */
  readonly migrations: Migrations | undefined;
  /** What fills the database, and what empties it. */
  readonly data: DataCommands;
  /** Direct access to the database, while it is open. */
  readonly databaseAccess: Opening | undefined;
  /** Whether the environment is about to be destroyed: nothing in it is protected any more. */
  readonly retiring: boolean;
  /** How requests move to another release, and what is watched meanwhile. */
  readonly schedule: Schedule;
  readonly guard: GuardLimits;
  /** What a release is checked for before it gets requests. */
  readonly checks: Checks;
  /** Plain environment variables of every container; secrets never stand here. */
  readonly variables: Readonly<Record<string, string>>;
  readonly initialRelease: Release | undefined;
  readonly request: Request | undefined;
  /** What its reader should know, and what stops nothing. */
  readonly warnings: readonly string[];
}

export interface SettingsInput {
  readonly stack: string;
  readonly flow: Flow;
  /** Values under `promenade:`, without the prefix. */
  readonly config: Readonly<Record<string, unknown>>;
  /** `aws:region`. */
  readonly region: unknown;
  /** What is dated is judged by it. */
  readonly now: Date;
}

export type ParsedSettings = { readonly settings: Settings } | { readonly problems: readonly Problem[] };

/** Checks a stack's whole configuration and reports every problem in it at once. */
export function parseSettings({ stack, flow, config: raw, region, now }: SettingsInput): ParsedSettings {
  const { config, problems: shapeProblems } = parseConfig(raw);
  const environment = environmentOf(flow, stack);
  const place = placeOf(flow, stack);
  const tier = config.tier ?? environment?.tier;
  const general = [
    ...shapeProblems,
    ...(environment === undefined ? [unknownStack(stack, flow)] : []),
    ...regionProblems(region, config, place?.region),
    ...variableProblems(config),
  ];
  if (tier === undefined || environment === undefined || place === undefined) return { problems: general };

  const own = place.environment;
  const size = sizeIn(own, tier);
  const services = chooseServices(config, size);
  const network = chooseNetwork(config, size);
  const domain = chooseDomain(config, tier, size);
  const ingress = chooseIngress(config, tier, size);
  const database = chooseDatabase(config, tier, size);
  const cache = chooseCache(config, tier, size);
  const logs = chooseLogs(config, tier, size);
  const backups = chooseBackups(config, tier, size);
  const monitoring = operations.chooseMonitoring(config, tier, size);
  const rotation = operations.chooseRotation(config, tier, size);
  const secrets = operations.chooseSecrets(config);
  const offHours = operations.chooseOffHours(config, tier, size, database.value);
  const shell = chooseOpening("shell", config, tier, size, now);
  const databaseAccess = chooseOpening("databaseAccess", config, tier, size, now);
  const schedule = chooseSchedule({ schedule: config.schedule ?? own.schedule }, size);
  const guard = chooseGuard(config, tier, chooseGuard(own, tier).value);
  const checks = chooseChecks(config, tier, size, guard.value);
  const stores = [database, cache, logs, backups];
  const watch = [monitoring, rotation, secrets, offHours, shell, databaseAccess, schedule, guard, checks];
  const delivery = chooseDelivery(config, flow, stack);
  const opened = { shell: shell.value !== undefined, databaseAccess: databaseAccess.value !== undefined };
  const access = chooseAccess(config, flow, stack, opened);
  const names = services.value.map(({ name }) => name);
  const migrations = chooseMigrations(config, names, database.value);
  const problems = [
    ...general,
    ...viewersProblems(config, size, region),
    ...[services, network, domain, ingress, ...stores, ...watch, migrations, delivery, access].flatMap(
      (choice) => choice.problems,
    ),
    // Images are judged against the services, which stand for nothing when they could not be read.
    ...(raw.services !== undefined && config.services === undefined ? [] : releaseProblems(config, names)),
  ];
  if (problems.length > 0 || typeof region !== "string") return { problems };

  return {
    settings: {
      stack,
      flow: flow.name,
      environment,
      tier,
      cloud: config.cloud ?? "sandbox",
      region,
      allowedRegions: config.allowedRegions ?? [region],
      plannedLoad: config.plannedLoad ?? size.plannedLoad,
      network: network.value,
      domain: domain.value,
      edge: chooseEdge(config, size),
      ingress: ingress.value,
      services: services.value,
      database: database.value,
      cache: cache.value,
      logs: logs.value,
      backups: backups.value,
      monitoring: monitoring.value,
      journey: config.journey ?? ["/"],
      alerts: operations.chooseAlerts(config),
      rotation: rotation.value,
      secrets: secrets.value,
      administrators: config.administrators ?? [],
      offHours: offHours.value,
      cost: chooseCost(config, size),
      delivery: delivery.value,
      access: access.value,
      ownsRegistry: config.registry !== "external" && stack === firstEnvironment(flow),
      retiring: config.retiring ?? false,
      schedule: schedule.value,
      guard: guard.value,
      checks: checks.value,
      shell: shell.value,
      migrations: migrations.value,
      data: chooseDataCommands(config),
      databaseAccess: databaseAccess.value,
      variables: { ...size.variables, CACHE_ENABLED: String(cache.value !== undefined), ...config.variables },
      initialRelease: config.initialRelease,
      request: config.request,
      warnings: [
        ...[shell, databaseAccess].flatMap(({ warning }) => warning ?? []),
        ...delivery.warnings,
        ...(config.retiring === true ? ["promenade:retiring is set: nothing here is protected from deletion"] : []),
      ],
    },
  };
}

/** Each key is checked by itself, so that one that is wrong hides no other. */
function parseConfig(raw: SettingsInput["config"]): { config: Config; problems: readonly Problem[] } {
  const known = Object.keys(configKeys);
  const strangers = Object.keys(raw).filter((key) => !known.includes(key));
  const checked = Object.entries(configKeys)
    .filter(([key]) => raw[key] !== undefined)
    .map(([key, schema]) => ({ key, result: check<unknown>(schema, raw[key], `promenade:${key}`) }));
  return {
    config: Object.fromEntries(checked.flatMap(({ key, result }) => ("value" in result ? [[key, result.value]] : []))),
    problems: [
      ...unknownKeys(strangers, known, "promenade:"),
      ...checked.flatMap(({ result }) => ("problems" in result ? result.problems : [])),
    ],
  };
}

const unknownStack = (stack: string, flow: Flow): Problem => ({
  where: "stack",
  wrong: `not an environment of the flow ${flow.name}`,
  found: show(stack),
  allowed: stackNames(flow).join(", "),
  change: "name one of them, or set promenade:flow to the flow that has it",
});

function regionProblems(region: unknown, { allowedRegions }: Config, named: string | undefined): readonly Problem[] {
  if (typeof region !== "string" || !isRegion(region)) {
    const wrong = region === undefined ? "missing" : "not a region";
    const allowed = "an AWS region such as eu-west-1";
    return [{ where: "aws:region", wrong, found: show(region), allowed, change: "set aws:region in the stack file" }];
  }
  const here = named === undefined || named === region;
  return [
    ...(here ? [] : [notOneOf("aws:region", "not the region that the stack is called after", region, [named])]),
    ...(allowedRegions === undefined || allowedRegions.includes(region)
      ? []
      : [notOneOf("aws:region", "not among promenade:allowedRegions", region, allowedRegions)]),
  ];
}
