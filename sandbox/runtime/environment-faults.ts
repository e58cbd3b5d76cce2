import type { z } from "zod";
import type { Cloud, CloudResource } from "../cloud";
import { SandboxFailure } from "../failure";
import { type Fault, type FaultOf, type Faults, faultSchema } from "./faults";
import type { CheckResult, HealthCheck } from "./health";
import type { MetricName } from "./metric-store";
import { BALANCING, suffix } from "./metrics";
import { lastSegment, tagsOf, TYPES } from "./properties";

/** What becomes of one request. */
export interface Strike {
  /** ms before the target has it. */
  readonly delay: number;
  /** The target answers with 500. */
  readonly fails: boolean;
}

/** From the outside in. */
const PARTS = ["stack", "slot", "service"] as const;

type SlotFault = FaultOf<"slow"> | FaultOf<"errors"> | FaultOf<"dead">;

/** Whose a record is, by its tags. */
const placeOf = (record: CloudResource) => {
  const tags = tagsOf(record);
  return {
    stack: lastSegment(tags["env"] ?? ""),
    slot: tags["promenade:slot"],
    service: tags["promenade:service"],
  };
};

const concerns = (fault: SlotFault, record: CloudResource): boolean => {
  const { stack, slot, service } = placeOf(record);
  return stack === fault.stack && slot === fault.slot && (fault.service === undefined || fault.service === service);
};

/** What the faults do to the slots that they name: to their requests, their health checks, their tasks, their metrics. */
export class EnvironmentFaults {
  constructor(
    private readonly cloud: Cloud,
    readonly faults: Faults,
    private readonly chance: () => number = Math.random,
  ) {}

  /** Throws the dice for one request to a target group. */
  strike(group: string): Strike | undefined {
    const slow = this.of("slow", group).filter(({ percent }) => this.chance() * 100 < percent);
    const failing = this.of("errors", group).filter(({ percent }) => this.chance() * 100 < percent);
    if (slow.length === 0 && failing.length === 0) return undefined;
    return { delay: Math.max(0, ...slow.map(({ milliseconds }) => milliseconds)), fails: failing.length > 0 };
  }

  /** How a health check ends, where every request goes wrong. */
  healthCheck(group: string, { timeout = 5 }: HealthCheck): CheckResult | undefined {
    const slow = this.of("slow", group).find(
      ({ percent, milliseconds: ms }) => percent === 100 && ms >= timeout * 1000,
    );
    if (slow) return "Target.Timeout";
    return this.of("errors", group).some(({ percent }) => percent === 100) ? "Target.ResponseCodeMismatch" : undefined;
  }

  /** Whether a service's tasks are to be dead. */
  isDead(service: CloudResource): boolean {
    return this.faults.ofKind("dead").some((fault) => concerns(fault, service));
  }

  /** Whether CloudWatch has lost a metric. */
  hides({ namespace, dimensions }: MetricName): boolean {
    const blind = this.faults.ofKind("metrics");
    if (blind.length === 0 || namespace === "sandbox") return false;
    if (namespace !== BALANCING) return true;
    const named = [TYPES.balancer, TYPES.targetGroup]
      .flatMap((type) => this.cloud.list(type))
      .filter(({ id }) => Object.values(dimensions).includes(suffix(id)));
    return blind.some(({ stack }) => named.some((record) => placeOf(record).stack === stack));
  }

  /** Whether a record is of an environment whose alarms cannot be read. */
  isUnreadable(alarm: CloudResource): boolean {
    return this.faults.ofKind("alarms").some(({ stack }) => placeOf(alarm).stack === stack);
  }

  /** Lets something go wrong. @throws SandboxFailure for what is no fault, or would concern nothing that there is. */
  begin(request: unknown): Fault {
    const { data, error } = faultSchema.safeParse(request);
    if (!data) throw noFault(error.issues[0]);
    if (data.kind !== "locked" && "stack" in data) this.refuseIdle(data);
    return this.faults.add(request);
  }

  private refuseIdle(fault: Readonly<Partial<Record<(typeof PARTS)[number], string | undefined>>>): void {
    let found = this.cloud.list(TYPES.targetGroup).map(placeOf);
    for (const part of PARTS) {
      const named = fault[part];
      if (named === undefined) continue;
      const known = [...new Set(found.flatMap((place) => place[part] ?? []))].sort();
      found = found.filter((place) => place[part] === named);
      if (found.length === 0) throw nothingThere(part, named, known);
    }
  }

  private of<Kind extends "slow" | "errors">(kind: Kind, group: string): readonly FaultOf<Kind>[] {
    const all = this.faults.ofKind(kind);
    if (all.length === 0) return all;
    const record = this.cloud.get(TYPES.targetGroup, group);
    return all.filter((fault) => record !== undefined && concerns(fault as SlotFault, record));
  }
}

/** What a fault can be told by the schema's first objection. */
const noFault = (issue: z.core.$ZodIssue | undefined): SandboxFailure =>
  new SandboxFailure({
    where: issue?.path.join(".") || "fault",
    wrong: "not what a fault says",
    found: issue?.message ?? "nothing",
    allowed: allowedOf(issue),
    change: "correct that, or leave it out where it may be",
  });

const kinds = faultSchema.options.map(({ shape }) => shape.kind.value).join(", ");

const allowedOf = (issue: z.core.$ZodIssue | undefined): string =>
  issue?.code === "invalid_value" ? issue.values.map(String).join(", ") : `what a fault says of kind ${kinds}`;

const nothingThere = (part: string, found: string, known: readonly string[]): SandboxFailure =>
  new SandboxFailure({
    where: part,
    wrong: `the local cloud has nothing of this ${part}`,
    found,
    allowed: known.join(", ") || "none: nothing is deployed",
    change: known.length === 0 ? "bring the environment up first" : "name one of them",
  });
