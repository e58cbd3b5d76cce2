import { z } from "zod";
import { contains, overlaps, parseCidr, planSubnets, type SubnetPlan } from "./cidr";
import { fargateCpuUnits, fargateMemoryMiB, taskMemoryMiB } from "./fargate";
import { environmentOf, isRegion, stackNames, type Environment, type Flow } from "./flow";
import { show, type Problem } from "./problem";
import { releaseSchema, requestSchema, type Release, type Request } from "./release";
import { check, unknownKeys } from "./schema";
import { tiers, tierSizes, type CacheSize, type DatabaseSize, type Instances, type Tier, type TierSize } from "./tiers";

/** Which cloud the stack lives in: the embedded local one, or AWS. */
export const clouds = ["sandbox", "aws"] as const;
export type Cloud = (typeof clouds)[number];

/** One of the app's services; a slot runs all of them. */
export interface ServiceSettings {
  readonly name: string;
  /** Load balancer path patterns; the first service in the file that matches a request gets it. */
  readonly paths: readonly string[];
  readonly port: number;
  readonly healthPath: string;
  /** Fargate CPU units; 1024 is one vCPU. */
  readonly cpu: number;
  /** Hard limit of the container. */
  readonly containerMemoryMiB: number;
  readonly taskMemoryMiB: number;
  readonly instances: Instances;
}

export interface NetworkSettings {
  readonly cidr: string;
  readonly zones: number;
  readonly subnets: SubnetPlan;
  readonly natGateways: TierSize["natGateways"];
}

/** Everything the program needs to know of one stack, checked and complete. */
export interface Settings {
  readonly stack: string;
  readonly flow: string;
  readonly environment: Environment;
  readonly tier: Tier;
  readonly cloud: Cloud;
  readonly region: string;
  readonly network: NetworkSettings;
  /** Blocks that may reach the load balancer. */
  readonly ingress: readonly string[];
  readonly services: readonly ServiceSettings[];
  readonly database: DatabaseSize | undefined;
  readonly cache: CacheSize | undefined;
  readonly logRetentionDays: number;
  /** Plain environment variables of every container; secrets never stand here. */
  readonly variables: Readonly<Record<string, string>>;
  readonly initialRelease: Release | undefined;
  readonly request: Request | undefined;
}

/** Days that CloudWatch Logs can keep a group (AWS: PutRetentionPolicy). */
export const logRetentions: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const cidrBlock = z.string().refine((text) => parseCidr(text) !== undefined, "an IPv4 block such as 10.0.0.0/16");

const serviceName = z.string().regex(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/, "2 to 16 lower-case letters, digits or hyphens");

const path = z
  .string()
  .regex(/^\/[A-Za-z0-9_.$/~"'@:+*?&-]{0,127}$/, "a path that starts with /, 128 characters at most");

const service = z.strictObject({
  paths: z.array(path).min(1).max(5).optional(),
  port: z.int().min(1).max(65535).optional(),
  healthPath: path.optional(),
  cpu: z.int().optional(),
  memoryMiB: z.int().min(128).max(122880).optional(),
  instances: z
    .strictObject({ normal: z.int().optional(), min: z.int().optional(), max: z.int().optional() })
    .optional(),
});

const variableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, "upper-case letters, digits and underscores, a letter first");

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
  services: z.record(serviceName, service).refine((all) => Object.keys(all).length <= 10, "1 to 10 services"),
  database: z.strictObject({ instanceClass: z.string().optional(), storageGiB: z.int().optional() }),
  cache: z.strictObject({ nodeType: z.string().optional() }),
  logs: z.strictObject({ retentionDays: z.int().optional() }),
  variables: z.record(variableName, z.string().max(2048)),
  initialRelease: releaseSchema,
  request: requestSchema,
} as const;

type ConfigKeys = typeof configKeys;
type Config = { readonly [K in keyof ConfigKeys]?: z.infer<ConfigKeys[K]> };

export interface SettingsInput {
  readonly stack: string;
  readonly flow: Flow;
  /** Values under `promenade:`, without the prefix. */
  readonly config: Readonly<Record<string, unknown>>;
  /** `aws:region`. */
  readonly region: unknown;
}

export type ParsedSettings = { readonly settings: Settings } | { readonly problems: readonly Problem[] };

/** Checks a stack's whole configuration and reports every problem in it at once. */
export function parseSettings({ stack, flow, config: raw, region }: SettingsInput): ParsedSettings {
  const problems: Problem[] = unknownKeys(
    Object.keys(raw).filter((key) => !(key in configKeys)),
    Object.keys(configKeys),
    "promenade:",
  );
  const config: Config = Object.fromEntries(
    Object.entries(configKeys).flatMap(([key, schema]) => {
      if (raw[key] === undefined) return [];
      const checked = check<unknown>(schema, raw[key], `promenade:${key}`);
      if ("value" in checked) return [[key, checked.value]];
      problems.push(...checked.problems);
      return [];
    }),
  );
  const environment = environmentOf(flow, stack);
  if (environment === undefined) problems.push(unknownStack(stack, flow));
  const tier = config.tier ?? environment?.tier;
  problems.push(...regionProblems(region, config));
  if (tier === undefined || environment === undefined) return { problems };

  const size: TierSize = tierSizes[tier];
  const services = chooseServices(config, size, problems);
  const database = chooseDatabase(config, tier, size, problems);
  const cache = chooseCache(config, tier, size, problems);
  const network = chooseNetwork(config, size, problems);
  const logRetentionDays = config.logs?.retentionDays ?? size.logRetentionDays;
  if (!logRetentions.includes(logRetentionDays)) {
    problems.push(
      notOneOf("promenade:logs.retentionDays", "not a retention CloudWatch offers", logRetentionDays, logRetentions),
    );
  }
  const names = services.map(({ name }) => name);
  problems.push(...imageProblems("promenade:initialRelease", config.initialRelease, names));
  if (config.request?.kind === "slot") problems.push(...imageProblems("promenade:request", config.request, names));
  problems.push(...variableProblems(config.variables ?? {}));
  if (problems.length > 0) return { problems };

  return {
    settings: {
      stack,
      flow: flow.name,
      environment,
      tier,
      cloud: config.cloud ?? "sandbox",
      region: region as string,
      network,
      ingress: config.ingress ?? ["0.0.0.0/0"],
      services,
      database,
      cache,
      logRetentionDays,
      variables: { ...size.variables, CACHE_ENABLED: String(cache !== undefined), ...config.variables },
      initialRelease: config.initialRelease,
      request: config.request,
    },
  };
}

const unknownStack = (stack: string, flow: Flow): Problem => ({
  where: "stack",
  wrong: `not an environment of the flow ${flow.name}`,
  found: show(stack),
  allowed: stackNames(flow).join(", "),
  change: "name one of them, or set promenade:flow to the flow that has it",
});

const notOneOf = (where: string, wrong: string, found: unknown, allowed: readonly unknown[]): Problem => ({
  where,
  wrong,
  found: show(found),
  allowed: allowed.join(", "),
  change: `set ${where} to one of them`,
});

const outside = (where: string, tier: Tier, found: number, { min, max }: { min: number; max: number }): Problem[] =>
  found >= min && found <= max
    ? []
    : [
        {
          where,
          wrong: `outside the bounds of tier ${tier}`,
          found: String(found),
          allowed: min === max ? String(min) : `${min} to ${max}`,
          change: `choose a value in the bounds, or another tier`,
        },
      ];

function regionProblems(region: unknown, { allowedRegions }: Config): Problem[] {
  if (typeof region !== "string" || !isRegion(region)) {
    return [
      {
        where: "aws:region",
        wrong: region === undefined ? "missing" : "not a region",
        found: show(region),
        allowed: "an AWS region such as eu-west-1",
        change: "set aws:region in the stack file",
      },
    ];
  }
  return allowedRegions === undefined || allowedRegions.includes(region)
    ? []
    : [notOneOf("aws:region", "not among promenade:allowedRegions", region, allowedRegions)];
}

function chooseServices(config: Config, size: TierSize, problems: Problem[]): ServiceSettings[] {
  const tier = config.services ?? { app: {} };
  const several = Object.keys(tier).length > 1;
  return Object.entries(tier).map(([name, chosen]) => {
    const where = `promenade:services.${name}`;
    const cpu = chosen.cpu ?? size.cpu;
    const containerMemoryMiB = chosen.memoryMiB ?? size.memoryMiB;
    const fitting = taskMemoryMiB(cpu, containerMemoryMiB);
    if (!fargateCpuUnits.includes(cpu)) {
      problems.push(notOneOf(`${where}.cpu`, "not a size Fargate offers", cpu, fargateCpuUnits));
    } else if (fitting === undefined) {
      problems.push({
        where: `${where}.memoryMiB`,
        wrong: `Fargate has no task of ${cpu} CPU units that holds it`,
        found: String(containerMemoryMiB),
        allowed: `up to ${fargateMemoryMiB[cpu]?.at(-1)} with ${cpu} CPU units`,
        change: `lower ${where}.memoryMiB or raise ${where}.cpu`,
      });
    }
    if (chosen.paths === undefined && several && name !== "app") {
      problems.push({
        where: `${where}.paths`,
        wrong: "missing: with several services each needs its paths",
        found: "nothing",
        allowed: "1 to 5 path patterns such as /api/*; only the service app takes the rest without saying so",
        change: `set ${where}.paths`,
      });
    }
    const instances = { ...size.instances, ...definedOnly(chosen.instances ?? {}) };
    problems.push(...instanceProblems(`${where}.instances`, instances, size));
    return {
      name,
      paths: chosen.paths ?? ["/*"],
      port: chosen.port ?? 8080,
      healthPath: chosen.healthPath ?? "/healthz",
      cpu,
      containerMemoryMiB,
      taskMemoryMiB: fitting ?? containerMemoryMiB,
      instances,
    };
  });
}

const definedOnly = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function instanceProblems(where: string, { min, normal, max }: Instances, size: TierSize): Problem[] {
  const { min: lowest, max: highest } = size.bounds.instances;
  if (lowest <= min && min <= normal && normal <= max && max <= highest) return [];
  return [
    {
      where,
      wrong: "task counts out of order or outside the tier's bounds",
      found: `min ${min}, normal ${normal}, max ${max}`,
      allowed: `${lowest} ≤ min ≤ normal ≤ max ≤ ${highest}`,
      change: "choose counts in that order and within the bounds, or another tier",
    },
  ];
}

function chooseDatabase(config: Config, tier: Tier, size: TierSize, problems: Problem[]): DatabaseSize | undefined {
  const where = "promenade:database";
  if (size.database === undefined) {
    if (config.database !== undefined) problems.push(noStore(where, tier, "database", "SQLite on the task"));
    return undefined;
  }
  const { instanceClass = size.database.instanceClass, storageGiB = size.database.storageGiB } = config.database ?? {};
  if (!size.bounds.databaseClasses.includes(instanceClass)) {
    problems.push(
      notOneOf(`${where}.instanceClass`, `not a class of tier ${tier}`, instanceClass, size.bounds.databaseClasses),
    );
  }
  problems.push(...outside(`${where}.storageGiB`, tier, storageGiB, size.bounds.databaseStorageGiB));
  return { ...size.database, instanceClass, storageGiB };
}

function chooseCache(config: Config, tier: Tier, size: TierSize, problems: Problem[]): CacheSize | undefined {
  const where = "promenade:cache";
  if (size.cache === undefined) {
    if (config.cache !== undefined) problems.push(noStore(where, tier, "cache", "no cache"));
    return undefined;
  }
  const nodeType = config.cache?.nodeType ?? size.cache.nodeType;
  if (!size.bounds.cacheNodeTypes.includes(nodeType)) {
    problems.push(notOneOf(`${where}.nodeType`, `not a type of tier ${tier}`, nodeType, size.bounds.cacheNodeTypes));
  }
  return { ...size.cache, nodeType };
}

const noStore = (where: string, tier: Tier, store: string, instead: string): Problem => ({
  where,
  wrong: `tier ${tier} has no ${store}`,
  found: "settings for one",
  allowed: `nothing: the tier runs with ${instead}`,
  change: `remove ${where}, or choose another tier`,
});

const zones = 2;

/** AWS takes networks of /16 to /28; below /24 an eighth holds too few addresses for two slots. */
const networkPrefix = { min: 16, max: 24 };

function chooseNetwork(config: Config, size: TierSize, problems: Problem[]): NetworkSettings {
  const cidr = config.network?.cidr ?? "10.0.0.0/16";
  const block = parseCidr(cidr) ?? { base: 0, prefix: 0 };
  const where = "promenade:network";
  if (block.prefix < networkPrefix.min || block.prefix > networkPrefix.max) {
    problems.push({
      where: `${where}.cidr`,
      wrong: block.prefix > networkPrefix.max ? "too small for two slots in two zones" : "larger than AWS allows",
      found: cidr,
      allowed: `/${networkPrefix.min} to /${networkPrefix.max}`,
      change: "choose a block of that size, such as 10.0.0.0/16",
    });
  }
  const chosen = config.network?.subnets;
  if (chosen !== undefined) problems.push(...subnetProblems(`${where}.subnets`, cidr, chosen));
  return {
    cidr,
    zones: chosen?.public.length ?? zones,
    subnets: chosen ?? planSubnets(block, zones),
    natGateways: size.natGateways,
  };
}

function subnetProblems(where: string, network: string, subnets: SubnetPlan): Problem[] {
  const named = (["public", "private"] as const).flatMap((kind) =>
    subnets[kind].map((cidr, index) => ({ at: `${where}.${kind}[${index}]`, cidr, block: parseCidr(cidr)! })),
  );
  const outer = parseCidr(network);
  const outsiders = named
    .filter(({ block }) => outer !== undefined && !contains(outer, block))
    .map(({ at, cidr }) => subnetProblem(at, "outside the network", cidr, `a block within ${network}`));
  const tooSmall = named
    .filter(({ block }) => block.prefix > 27)
    .map(({ at, cidr }) =>
      subnetProblem(at, "too small", cidr, "/27 or larger: a load balancer alone takes 8 addresses"),
    );
  const overlapping = named.flatMap((one, index) =>
    named
      .slice(index + 1)
      .filter((other) => overlaps(one.block, other.block))
      .map((other) => subnetProblem(other.at, `overlaps ${one.at}`, `${other.cidr} and ${one.cidr}`, "blocks apart")),
  );
  const uneven =
    subnets.public.length === subnets.private.length
      ? []
      : [
          subnetProblem(
            where,
            "not one public and one private subnet a zone",
            `${subnets.public.length} public, ${subnets.private.length} private`,
            "as many public as private blocks",
          ),
        ];
  return [...outsiders, ...tooSmall, ...overlapping, ...uneven];
}

const subnetProblem = (where: string, wrong: string, found: string, allowed: string): Problem => ({
  where,
  wrong,
  found,
  allowed,
  change: "choose other blocks, or leave promenade:network.subnets out to have them planned",
});

function imageProblems(
  where: string,
  release: { readonly images: Readonly<Record<string, string>> } | undefined,
  services: readonly string[],
): Problem[] {
  if (release === undefined) return [];
  const missing = services.filter((name) => !(name in release.images));
  return [
    ...unknownKeys(
      Object.keys(release.images).filter((name) => !services.includes(name)),
      services,
      `${where}.images.`,
    ),
    ...missing.map((name) => ({
      where: `${where}.images.${name}`,
      wrong: "missing: a slot runs every service",
      found: "nothing",
      allowed: "an image pinned by digest, name@sha256:<64 hex digits>",
      change: `add the image of ${name}`,
    })),
  ];
}

/** Names that promenade itself gives to containers. */
export const reservedVariables: readonly string[] = [
  ...["RELEASE", "SLOT", "SERVICE", "ENVIRONMENT", "PORT"],
  ...["DATABASE_URL", "REDIS_URL", "POSTGRES_PASSWORD", "JWT_SECRET", "API_KEY"],
];

function variableProblems(variables: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(variables)
    .filter((name) => reservedVariables.includes(name))
    .map((name) => ({
      where: `promenade:variables.${name}`,
      wrong: "reserved: promenade sets it, secrets by reference to the vault",
      found: name,
      allowed: `any name but ${reservedVariables.join(", ")}`,
      change: "rename the variable, or remove it",
    }));
}
