import { firewallWindow } from "../firewall-rules";
import { show, type Problem } from "../problem";
import type { GuardLimits } from "../rollout/guard";
import type { TierSize } from "../tier-size";
import type { Tier } from "../tiers";
import type { Checks, RequestCheck } from "../verification/checks";
import type { ChecksConfig, RequestConfig } from "../verification/config";
import { when, type Choice } from "./choice";
import { chooseEdge } from "./edge";
import type { Config } from "./keys";

/** Seconds after which an answer counts as lost. */
const patience = 5;

/**
 * What a release is checked for. Where the stack file names nothing, the journey that is watched has to succeed.
 *
 * @param guard its limits are those of load and chaos, too, where these name none.
 */
export function chooseChecks(config: Config, tier: Tier, size: TierSize, guard: GuardLimits): Choice<Checks> {
  const { checks = {}, journey = ["/"], plannedLoad = size.plannedLoad } = config;
  const { smoke, criticalPath, data, load, chaos } = checks;
  const planned = journey.map((path) => requestCheckOf({ name: path, path }));
  const { times = 1, scale = 1, seconds = 60, ...limits } = load ?? {};
  const value: Checks = {
    smoke: smoke?.map(requestCheckOf) ?? planned.slice(0, 1),
    criticalPath: criticalPath?.map(requestCheckOf) ?? (planned.length > 1 ? planned : []),
    data,
    limits: {
      errorPercent: limits.errorPercent ?? guard.errorPercent,
      p99Seconds: limits.p99Seconds ?? guard.p99Seconds,
    },
    load: load && { requestsPerSecond: Math.max(1, Math.round((plannedLoad ?? 0) * times * scale)), seconds },
    chaos: chaos && { stopTask: chaos.stopTask ?? true, latencyMs: chaos.latencyMs },
  };
  return { value, problems: [...harmful(checks, tier, size), ...loadProblems(config, value.load, tier, size)] };
}

const harmful = (checks: ChecksConfig, tier: Tier, { data }: TierSize): readonly Problem[] =>
  (["load", "chaos"] as const)
    .filter((kind) => checks[kind] !== undefined && !data.reset)
    .map((kind) => ({
      where: `promenade:checks.${kind}`,
      wrong: `tier ${tier} serves people who would feel it`,
      found: show(checks[kind]),
      allowed: "smoke, criticalPath and data",
      change: "move it to the stack file of the environment before",
    }));

function loadProblems(config: Config, load: Checks["load"], tier: Tier, size: TierSize): readonly Problem[] {
  if (load === undefined) return [];
  const where = "promenade:checks.load";
  const { firewall, requestsPerAddress } = chooseEdge(config, size);
  const sent = load.requestsPerSecond * Math.min(load.seconds, firewallWindow);
  return [
    ...when((config.plannedLoad ?? size.plannedLoad) === undefined, () => ({
      where,
      wrong: `tier ${tier} is built for no load in particular`,
      found: show(config.checks?.load),
      allowed: "a load check where there is a planned load",
      change: "set promenade:plannedLoad, or remove the check",
    })),
    ...when(config.cloud === "aws" && firewall && sent > requestsPerAddress, () => ({
      where,
      wrong: "the firewall would stop most of it, for it comes from one address",
      found: `${sent} requests within ${firewallWindow / 60} minutes`,
      allowed: `${requestsPerAddress}, as promenade:edge.requestsPerAddress says`,
      change: "lower scale or seconds, or raise promenade:edge.requestsPerAddress",
    })),
  ];
}

const requestCheckOf = (config: RequestConfig): RequestCheck => ({
  name: config.name,
  path: config.path,
  method: config.method ?? "GET",
  body: config.body,
  status: config.status ?? 200,
  contains: config.contains,
  json: config.json ?? {},
  headers: config.headers ?? {},
  withinSeconds: config.withinSeconds ?? patience,
  bothReleases: config.bothReleases ?? false,
});
