import { get } from "node:http";
import { codeOf } from "../failure";
import { LOOPBACK } from "./ports";

/** A target group's `healthCheck`, as declared. */
export interface HealthCheck {
  readonly enabled?: boolean;
  readonly path?: string;
  /** Accepted statuses: `200`, `200-299`, `200,202`. */
  readonly matcher?: string;
  /** Seconds between two checks, 5–300. */
  readonly interval?: number;
  /** Seconds to answer in. */
  readonly timeout?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
}

export type TargetState = "initial" | "healthy" | "unhealthy" | "draining";

/** Where a target stands, in AWS's terms. */
export interface Health {
  readonly state: TargetState;
  readonly reason?: string;
  /** Checks in a row that spoke against the state. */
  readonly against: number;
}

export type CheckResult =
  "passed" | "refused" | "Target.ResponseCodeMismatch" | "Target.Timeout" | "Target.FailedHealthChecks";

/** How many times faster than AWS the local cloud checks: a process here starts in a second, a task there in a minute. */
const PACE = 20;

/** A target that does not listen yet is starting, and counts as failing only after this long (ms). */
export const START_ALLOWANCE = 30_000;

export const checkEvery = ({ interval = 30 }: HealthCheck): number => Math.max(200, (interval * 1000) / PACE);

export const NEW: Health = { state: "initial", reason: "Elb.InitialHealthChecking", against: 0 };

/** The next state after one check. A new target needs one check to be healthy, a fallen one as many as declared. */
export function judge(health: Health, result: CheckResult, age: number, declared: HealthCheck): Health {
  if (result === "passed") {
    const enough = health.state === "initial" ? 1 : (declared.healthyThreshold ?? 3);
    return health.state === "healthy" ? { state: "healthy", against: 0 } : turned(health, enough, { state: "healthy" });
  }
  if (health.state === "initial" && result === "refused" && age < START_ALLOWANCE) return health;
  const reason = result === "refused" ? "Target.FailedHealthChecks" : result;
  if (health.state === "unhealthy") return { state: "unhealthy", reason, against: 0 };
  return turned(health, declared.unhealthyThreshold ?? 3, { state: "unhealthy", reason });
}

const turned = (health: Health, enough: number, next: Omit<Health, "against">): Health =>
  health.against + 1 >= enough ? { ...next, against: 0 } : { ...health, against: health.against + 1 };

/** Asks a target once. Never throws. */
export function check(port: number, { path = "/", matcher = "200", timeout = 5 }: HealthCheck): Promise<CheckResult> {
  return new Promise((resolve) => {
    const request = get({
      host: LOOPBACK,
      port,
      path,
      agent: false,
      headers: { "user-agent": "ELB-HealthChecker/2.0" },
    });
    const timer = setTimeout(() => {
      resolve("Target.Timeout");
      request.destroy();
    }, timeout * 1000);
    request.on("response", (response) => {
      response.resume();
      resolve(matches(matcher, response.statusCode ?? 0) ? "passed" : "Target.ResponseCodeMismatch");
    });
    request.on("error", (error) => resolve(codeOf(error) === "ECONNREFUSED" ? "refused" : "Target.FailedHealthChecks"));
    request.on("close", () => clearTimeout(timer));
  });
}

const matches = (matcher: string, status: number): boolean =>
  matcher.split(",").some((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return status >= from && status <= to;
  });
