import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { z } from "zod";
import { readIfThere, writePrivately } from "../files";

/** AWS services whose API can be disturbed: what their requests are signed for, and how AWS words its throttling. */
export const disturbed = {
  ecs: { signs: "ecs", throttling: "ThrottlingException" },
  elasticloadbalancing: { signs: "elasticloadbalancing", throttling: "Throttling" },
  cloudwatch: { signs: "monitoring", throttling: "Throttling" },
  rds: { signs: "rds", throttling: "Throttling" },
  secretsmanager: { signs: "secretsmanager", throttling: "ThrottlingException" },
} as const;

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "expected a name");
const percent = z.number().gt(0).max(100);
const service = z.enum(Object.keys(disturbed) as (keyof typeof disturbed)[]);

/** Ends by itself after so many seconds; stays until it is cleared where nothing is said. */
const lasting = { seconds: z.number().positive().max(86_400).optional() };
/** `service` is the application's, all of them where none is named. */
const ofSlot = { stack: name, slot: name, service: name.optional(), ...lasting };

/** What can be made to go wrong. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** So many percent of a slot's requests take longer. */
  z.strictObject({
    kind: z.literal("slow"),
    ...ofSlot,
    percent: percent.default(100),
    milliseconds: z.int().positive().max(50_000).default(3000),
  }),
  /** So many percent of a slot's requests are answered with 500; health checks where it is all of them. */
  z.strictObject({ kind: z.literal("errors"), ...ofSlot, percent: percent.default(5) }),
  /** A slot's tasks are killed, and no other one starts. */
  z.strictObject({ kind: z.literal("dead"), ...ofSlot }),
  /** So many percent of a service's API calls are turned away. */
  z.strictObject({ kind: z.literal("throttle"), service, percent: percent.default(50), ...lasting }),
  /** An API call fails. */
  z.strictObject({ kind: z.literal("fail"), service, action: z.string().regex(/^[A-Z][A-Za-z]*$/), ...lasting }),
  /** CloudWatch has no data points of an environment's load balancing, nor of anything that applications put. */
  z.strictObject({ kind: z.literal("metrics"), stack: name, ...lasting }),
  /** An environment's alarms cannot be read. */
  z.strictObject({ kind: z.literal("alarms"), stack: name, ...lasting }),
  /** Pulumi's state of the stack is locked by somebody who goes on living. */
  z.strictObject({ kind: z.literal("locked"), stack: name, ...lasting }),
]);

export type FaultRequest = z.input<typeof faultSchema>;
/** `until`: ISO 8601. */
export type Fault = Omit<z.output<typeof faultSchema>, "seconds"> & { readonly id: string; readonly until?: string };
export type FaultKind = Fault["kind"];
export type FaultOf<Kind extends FaultKind> = Omit<Extract<z.output<typeof faultSchema>, { kind: Kind }>, "seconds"> & {
  readonly id: string;
  readonly until?: string;
};

/** What goes wrong at the moment, on purpose. Kept in a file, so that it outlives the daemon. */
export class Faults {
  private all: readonly Fault[];
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly file: string,
    private readonly now: () => number = Date.now,
  ) {
    const text = readIfThere(file);
    this.all = text === undefined ? [] : (JSON.parse(text) as Fault[]);
    this.all = this.list();
    this.expect();
  }

  list(): readonly Fault[] {
    return this.all.filter(({ until }) => until === undefined || Date.parse(until) > this.now());
  }

  ofKind<Kind extends FaultKind>(kind: Kind): readonly FaultOf<Kind>[] {
    if (this.all.length === 0) return [];
    return this.list().filter((fault) => fault.kind === kind) as unknown as FaultOf<Kind>[];
  }

  /** @throws ZodError for what is no fault. */
  add(request: unknown): Fault {
    const { seconds, ...asked } = faultSchema.parse(request);
    const until = seconds === undefined ? {} : { until: new Date(this.now() + seconds * 1000).toISOString() };
    const fault: Fault = { id: randomUUID(), ...asked, ...until };
    this.become([...this.list(), fault]);
    return fault;
  }

  /** Ends all, or those of one stack. Returns what was ended. */
  clear(stack?: string): readonly Fault[] {
    const ended = this.list().filter((fault) => stack === undefined || ("stack" in fault && fault.stack === stack));
    this.become(this.list().filter((fault) => !ended.includes(fault)));
    return ended;
  }

  /** Calls back whenever one begins or ends. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private become(faults: readonly Fault[]): void {
    this.all = faults;
    if (faults.length === 0) rmSync(this.file, { force: true });
    else writePrivately(this.file, JSON.stringify(faults, null, 2) + "\n");
    this.expect();
    for (const listener of this.listeners) listener();
  }

  /** Waits for the next one that ends by itself. */
  private expect(): void {
    clearTimeout(this.timer);
    const ends = this.all.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]));
    if (ends.length === 0) return;
    const wait = Math.max(0, Math.min(...ends) - this.now());
    this.timer = setTimeout(() => this.become(this.list()), wait + 1).unref();
  }
}
