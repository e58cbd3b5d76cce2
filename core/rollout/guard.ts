import { z } from "zod";
import { limits as alarmLimits, objectives } from "../watch/thresholds";
import type { ScheduleStep } from "./schedule";

/** What a guard has found, with the numbers that it went by: kept as evidence. */
export const guardFinding = z.strictObject({
  /** `errors`, `p99`, `health`, `alarm`, `no data`, or the name of a metric of the environment's own. */
  metric: z.string(),
  found: z.string(),
  allowed: z.string(),
  /** ISO 8601. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Requests that it was seen in. */
  sample: z.int().min(0),
});
export type GuardFinding = z.infer<typeof guardFinding>;

/** A metric that the environment names itself: orders a minute, say. */
export const ownMetric = z.strictObject({
  name: z.string().min(1).max(64),
  /** CloudWatch's: where to find it. */
  namespace: z.string().min(1).max(255),
  metric: z.string().min(1).max(255),
  statistic: z.string().default("Average"),
  dimensions: z.record(z.string(), z.string()).default({}),
  threshold: z.number(),
  /** On which side of the threshold it is a breach. */
  breach: z.enum(["above", "below"]),
});
export type OwnMetric = z.infer<typeof ownMetric>;

export interface GuardLimits {
  /** Percent of a slot's requests, and seconds within which 99 of 100 are answered: beyond is a breach by itself. */
  readonly errorPercent: number;
  readonly p99Seconds: number;
  /** Beyond these it is one when the slot is also clearly worse than the other one (requirement 7). */
  readonly objective: { readonly errorPercent: number; readonly p99Seconds: number };
  /** Requests of the receiving slot below which nothing is judged. */
  readonly minimumRequests: number;
  readonly windowSeconds: number;
  readonly metrics: readonly OwnMetric[];
}

export const guardLimits: GuardLimits = {
  errorPercent: alarmLimits.errorPercent,
  p99Seconds: alarmLimits.p99Seconds,
  objective: { errorPercent: 0.1, p99Seconds: objectives.p99Seconds },
  minimumRequests: 100,
  windowSeconds: 60,
  metrics: [],
};

/** What a slot answered in a span of time, over all services. */
export interface Measured {
  readonly requests: number;
  /** Answered with a 5xx status. */
  readonly errors: number;
  /** Seconds; null where nothing was answered. */
  readonly p99Seconds: number | null;
}

export interface Window {
  /** Unix time, ms. */
  readonly from: number;
  readonly to: number;
  /** Undefined where the cloud has no data: which is what it has of a slot without requests, too. */
  readonly receiver: Measured | undefined;
  readonly other: Measured | undefined;
}

/** A bake as it can be judged now. */
export interface Bake {
  /** Unix time (ms) at which the step's weights were there. */
  readonly startedAt: number;
  readonly step: ScheduleStep;
  /** Windows that are over and whose numbers have arrived, oldest first. */
  readonly windows: readonly Window[];
  /** From the start to the end of the last window, as one. */
  readonly whole: Window;
  /** By the name of the environment's own metrics, over the whole; undefined where there is no data. */
  readonly own: Readonly<Record<string, number | undefined>>;
  /** Targets of the receiving slot: of the service that is worst off. */
  readonly health: { readonly healthy: number; readonly desired: number };
  /** Names of the receiving slot's alarms that fire. */
  readonly alarms: readonly string[] | "unreadable";
}

export type Verdict =
  | { readonly verdict: "breach"; readonly findings: readonly GuardFinding[] }
  /** Unix time (ms) until which it is watched at least; extended where there were too few requests. */
  | { readonly verdict: "watch"; readonly until: number; readonly extended: boolean }
  | { readonly verdict: "advance" }
  | { readonly verdict: "pause"; readonly reason: string };

/** Windows in a row without data that end a shift. */
const blindWindows = 3;
/** Times its length that a bake may take until it has seen enough. */
const longestBakes = 3;
/** Standard deviations by which a difference is no chance: p < 0.0005, one-sided. */
const clearly = 3.29;
/** How much longer the slowest requests may take than the other slot's. */
const slower = 1.5;
/** Requests that have to be expected of a window before their absence is a lack of data. */
const expectedRequests = 10;

/** Judges a step by what was seen since its weights are there. Missing data never counts as healthy. */
export function judgeBake(bake: Bake, limits: GuardLimits, now: number): Verdict {
  const findings = findingsOf(bake, limits);
  if (findings.length > 0) return { verdict: "breach", findings };
  const { startedAt, step, whole } = bake;
  const length = step.bakeSeconds * 1000;
  if (length === 0) return { verdict: "advance" };
  if (now < startedAt + length) return { verdict: "watch", until: startedAt + length, extended: false };
  const seen = whole.receiver?.requests ?? 0;
  if (whole.to >= startedAt + length && seen >= limits.minimumRequests) return { verdict: "advance" };
  const longest = Math.max(length * longestBakes, limits.windowSeconds * 1000 * (blindWindows + 1));
  if (now < startedAt + longest) return { verdict: "watch", until: startedAt + longest, extended: true };
  return {
    verdict: "pause",
    reason: `${seen} requests in ${Math.round(longest / 1000)} s are too few to judge by; ${limits.minimumRequests} are asked for`,
  };
}

function findingsOf(bake: Bake, limits: GuardLimits): readonly GuardFinding[] {
  const { whole, windows, health, alarms, own, step } = bake;
  const recent = windows.at(-1);
  const finding = (metric: string, found: string, allowed: string, window: Window): GuardFinding => ({
    ...{ metric, found, allowed, from: iso(window.from), to: iso(window.to) },
    sample: window.receiver?.requests ?? 0,
  });
  return [
    ...(health.healthy === 0 || health.healthy < health.desired / 2
      ? [finding("health", `${health.healthy} of ${health.desired} targets healthy`, "at least half of them", whole)]
      : []),
    ...(alarms === "unreadable"
      ? [finding("alarm", "alarms cannot be read, which counts as firing", "no alarm", whole)]
      : alarms.map((name) => finding("alarm", `${name} fires`, "no alarm", whole))),
    ...unique([whole, ...(recent === undefined ? [] : [recent])].flatMap((window) => slotFindings(window))),
    ...limits.metrics.flatMap(({ name, threshold, breach }) => {
      const value = own[name];
      if (value === undefined || (breach === "above" ? value <= threshold : value >= threshold)) return [];
      return [finding(name, `${value}`, `not ${breach} ${threshold}`, whole)];
    }),
    ...blindness(),
  ];

  function slotFindings(window: Window): readonly GuardFinding[] {
    const { receiver, other } = window;
    if (receiver === undefined || receiver.requests < limits.minimumRequests) return [];
    const comparable = other !== undefined && other.requests >= limits.minimumRequests ? other : undefined;
    return [...errorFindings(window, receiver, comparable), ...latencyFindings(window, receiver, comparable)];
  }

  function errorFindings(window: Window, receiver: Measured, other: Measured | undefined): readonly GuardFinding[] {
    const rate = percent(receiver);
    const found = `${rate.toFixed(2)} % (${receiver.errors} of ${receiver.requests})`;
    if (rate > limits.errorPercent) return [finding("errors", found, `at most ${limits.errorPercent} %`, window)];
    const { errorPercent } = limits.objective;
    if (other === undefined || rate <= errorPercent || deviations(receiver, other) < clearly) return [];
    const allowed = `at most ${errorPercent} %, or no more than the other slot's ${percent(other).toFixed(2)} %`;
    return [finding("errors", found, allowed, window)];
  }

  function latencyFindings(
    window: Window,
    { p99Seconds }: Measured,
    other: Measured | undefined,
  ): readonly GuardFinding[] {
    if (p99Seconds === null) return [];
    const found = seconds(p99Seconds);
    if (p99Seconds > limits.p99Seconds) {
      return [finding("p99", found, `at most ${seconds(limits.p99Seconds)}`, window)];
    }
    const others = other?.p99Seconds ?? null;
    if (others === null || p99Seconds <= limits.objective.p99Seconds || p99Seconds <= others * slower) return [];
    const allowed = `at most ${seconds(limits.objective.p99Seconds)}, or ${slower} times the other slot's ${seconds(others)}`;
    return [finding("p99", found, allowed, window)];
  }

  /** Windows without data, unless hardly a request was to be expected of them. */
  function blindness(): readonly GuardFinding[] {
    const last = windows.slice(-blindWindows);
    if (last.length < blindWindows || !last.every((window) => isBlind(window, step.share))) return [];
    const span = { ...whole, from: last[0]?.from ?? whole.from };
    return [finding("no data", `none for ${blindWindows} windows`, "some in every window", span)];
  }
}

function isBlind({ receiver, other }: Window, share: number): boolean {
  if (receiver !== undefined) return false;
  const expected = other === undefined ? Infinity : (other.requests * share) / Math.max(1, 100 - share);
  return expected >= expectedRequests;
}

const percent = ({ requests, errors }: Measured): number => (requests === 0 ? 0 : (100 * errors) / requests);

/** By how many standard deviations one slot's share of errors lies above the other's. */
function deviations(one: Measured, other: Measured): number {
  const pooled = (one.errors + other.errors) / (one.requests + other.requests);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / one.requests + 1 / other.requests));
  return deviation === 0 ? 0 : (one.errors / one.requests - other.errors / other.requests) / deviation;
}

/** The whole and its last window tell of the same metric once. */
const unique = (findings: readonly GuardFinding[]): readonly GuardFinding[] =>
  findings.filter(({ metric }, at) => findings.findIndex((one) => one.metric === metric) === at);

const seconds = (value: number): string => `${Number(value.toPrecision(3))} s`;
const iso = (time: number): string => new Date(time).toISOString();
