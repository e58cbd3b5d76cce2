import { show } from "../problem";
import type { GuardLimits } from "../rollout/guard";
import { tierSizes, type Tier } from "../tiers";
import type { RequestConfig } from "../verification/config";
import type { Checks, RequestCheck } from "../verification/checks";
import { when, type Choice } from "./choice";
import type { Config } from "./keys";

/** Seconds after which an answer counts as lost. */
const patience = 5;

export interface ChecksSurroundings {
  readonly tier: Tier;
  /** Requests a second that the environment is built for. */
  readonly plannedLoad: number | undefined;
  /** Its limits are those of load and chaos, too, where these name none. */
  readonly guard: GuardLimits;
}

/** What a release is checked for. Where the stack file names nothing, the journey that is watched has to succeed. */
export function chooseChecks(
  { checks = {}, journey = ["/"] }: Config,
  surroundings: ChecksSurroundings,
): Choice<Checks> {
  const { tier, plannedLoad, guard } = surroundings;
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
  const forUsers = (["load", "chaos"] as const).filter((kind) => checks[kind] !== undefined);
  return {
    value,
    problems: [
      ...when(!tierSizes[tier].data.reset && forUsers.length > 0, () => ({
        where: `promenade:checks.${forUsers.join(" and ")}`,
        wrong: `tier ${tier} serves people who would feel it`,
        found: show(checks[forUsers[0] ?? "load"]),
        allowed: "smoke, criticalPath and data; load and chaos where nobody is hurt",
        change: "move it to the stack file of the environment before",
      })),
      ...when(load !== undefined && plannedLoad === undefined, () => ({
        where: "promenade:checks.load",
        wrong: `tier ${tier} is built for no load in particular`,
        found: show(load),
        allowed: "a load check where there is a planned load",
        change: "set promenade:plannedLoad, or remove the check",
      })),
    ],
  };
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
