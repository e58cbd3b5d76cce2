import type { Release } from "../../core/release";
import type { NewEvent } from "../../core/rollout/decision";
import { eventSchema, type RolloutEvent } from "../../core/rollout/evidence";
import { liveRelease } from "../../core/promotion/candidate";
import { loadFlow } from "../../flows/load";
import type { Asker, GivenApproval, PromotionPorts, RolledOut, StackView } from "../../cli/promotion/ports";
import { groupsOf } from "../../core/promotion/waves";
import { findPath, isPath } from "../../core/flow/path";
import type { Path } from "../../core/flow/path-schema";
import type { Subject } from "../../cli/promotion/subject";
import type { Wish } from "../../cli/promotion/wish";
import { digest } from "./settings";
import { viewOf } from "./rollout/views";

export const old: Release = { release: "1.0.0", images: { app: `registry.example/app@${digest("b")}` } };
export const fresh: Release = { release: "2.0.0", images: { app: `registry.example/app@${digest("a")}` } };

interface Stack {
  live: Release;
  before: Release | undefined;
  unwell: string;
  failing: boolean;
  since: number | undefined;
  readonly events: RolloutEvent[];
}

/** What a test lets go wrong. */
export interface Faults {
  /** How a deploy ends, by stack. */
  readonly deploy: Record<string, RolledOut>;
  /** What a stack is once it has the new release. */
  readonly unwell: Record<string, string>;
  /** Stacks whose checks fail afterwards. */
  readonly checks: Set<string>;
  /** Why a stack cannot go back. */
  readonly rollBack: Record<string, string>;
  /** Stacks whose next deploy dies in its middle. */
  readonly dying: Set<string>;
  /** After how many things done to the world a crash comes. */
  crashAfter: number;
}

/** Everything that a promotion acts on, with a clock of its own; nothing in it decides anything. */
export class PromotionWorld {
  time = Date.parse("2026-01-15T12:00:00Z");
  readonly faults: Faults = {
    deploy: {},
    unwell: {},
    checks: new Set(),
    rollBack: {},
    dying: new Set(),
    crashAfter: Infinity,
  };
  /** What was done, in its order: `deploy prod 2.0.0`. */
  readonly done: string[] = [];
  readonly told: string[] = [];
  readonly issues: { readonly stack: string; readonly title: string; readonly body: string }[] = [];
  asker: Asker = { requester: "rita", alsoAskedBy: [], run: undefined, vouching: true };
  given: readonly GivenApproval[] = [];
  private readonly stacks = new Map<string, Stack>();

  constructor(...names: readonly string[]) {
    for (const name of names) {
      this.stacks.set(name, { live: old, before: undefined, unwell: "", failing: false, since: undefined, events: [] });
    }
  }

  stack(name: string): Stack {
    const found = this.stacks.get(name);
    if (found === undefined) throw new Error(`no stack ${name}`);
    return found;
  }

  /** What runs where, by stack. */
  runs(): Record<string, string> {
    return Object.fromEntries([...this.stacks].map(([name, { live }]) => [name, live.release]));
  }

  kinds = (stack: string): readonly string[] => this.stack(stack).events.map(({ kind }) => kind);

  note(stack: string, event: NewEvent, by = "ada", at = this.now()): void {
    this.stack(stack).events.push(eventSchema.parse({ ...event, by, at, command: "promote" }));
    this.time += 1000;
  }

  verifies(stack: string, { release, images }: Release = fresh): void {
    const checks = [{ name: "smoke", passed: true, found: "200" }];
    this.stack(stack).live = { release, images };
    this.note(stack, { kind: "verified", release, images, slot: "green", passed: true, checks });
  }

  /** Whatever of the stack's open request others have to say. */
  says(stack: string, ...approvers: readonly string[]): void {
    const request = this.stack(stack).events.findLast((event) => event.kind === "promotion requested");
    if (request?.kind !== "promotion requested") throw new Error("nothing was asked for");
    const { promotion, images, wave } = request;
    for (const by of approvers) this.note(stack, { kind: "approved", promotion, images, ...(wave && { wave }) }, by);
    const items = ["check build", "check test", "code review", "tag v2.0.0", "Sign-off of staging"];
    for (const item of items) this.note(stack, { kind: "attested", promotion, item }, "ben");
  }

  readonly ports: PromotionPorts = {
    look: (name) => Promise.resolve(this.view(name)),
    isOn: () => Promise.resolve(undefined),
    whoAsks: () => Promise.resolve(this.asker),
    facts: ({ images }) =>
      Promise.resolve({ commit: undefined, scan: { images, findings: 0 }, audit: { violations: 0 } }),
    readApprovals: () => Promise.resolve(this.given),
    note: (stack, event, given) => {
      this.crash();
      this.note(stack, event, given?.by, given?.at ?? this.now());
      return Promise.resolve();
    },
    deploy: (name, release, oneWay) => {
      this.act(`deploy ${name} ${release.release}${oneWay ? " for good" : ""}`);
      const rollout = `r${this.time}`;
      const begun = { kind: "rollout started", rollout, slot: "green", deploy: release, revision: 1 } as const;
      this.note(name, { ...begun, steps: [{ share: 100, bakeSeconds: 0 }], oneWay });
      const ended = this.faults.deploy[name] ?? { ending: "done", says: "" };
      if (this.faults.dying.delete(name)) return Promise.reject(new Error("a crash"));
      if (ended.ending === "done") this.arrives(name, release);
      this.note(name, { kind: "rollout ended", rollout, outcome: "finished" });
      this.crash();
      return Promise.resolve(ended);
    },
    resume: (name) => {
      this.act(`resume ${name}`);
      const begun = this.stack(name).events.findLast((event) => event.kind === "rollout started");
      if (begun?.kind !== "rollout started" || begun.deploy === undefined) throw new Error("nothing to go on with");
      this.arrives(name, begun.deploy);
      this.note(name, { kind: "rollout ended", rollout: begun.rollout, outcome: "finished" });
      return Promise.resolve({ ending: "done", says: "" });
    },
    verify: ({ stack: name }) => {
      this.act(`verify ${name}`);
      const passed = !this.faults.checks.has(name);
      return Promise.resolve({
        passed,
        checks: [{ name: "smoke: home", passed, found: passed ? "200" : "status 500" }],
      });
    },
    rollBack: (name, reason) => {
      this.act(`rollback ${name}: ${reason}`);
      const cannot = this.faults.rollBack[name];
      if (cannot !== undefined) return Promise.resolve({ ending: "failed", says: cannot });
      const stack = this.stack(name);
      Object.assign(stack, { live: stack.before ?? old, unwell: "", failing: false });
      return Promise.resolve({ ending: "done", says: "" });
    },
    openIssue: (issue) => {
      this.issues.push(issue);
      return Promise.resolve("issue: https://github.example/issues/1");
    },
    notes: (stack, promotion, _, { release }) => {
      this.note(stack, { kind: "noted", promotion, release, notes: "- faster search" });
      return Promise.resolve();
    },
    now: () => this.time,
    pause: () => {
      this.time += 60_000;
      return Promise.resolve();
    },
    tell: (text) => void this.told.push(text),
  };

  private arrives(name: string, { release, images }: Release): void {
    const stack = this.stack(name);
    stack.before = stack.live;
    stack.live = { release, images };
    stack.since = this.time;
    stack.unwell = this.faults.unwell[name] ?? "";
    stack.failing = stack.unwell !== "";
  }

  private view(name: string): StackView {
    const { live, unwell, failing, since, events } = this.stack(name);
    const green = { release: live.release, images: live.images };
    const { record, live: weights } = viewOf({ green: 100, slots: { green } });
    return {
      stack: name,
      record,
      weights,
      live: liveRelease(record, weights),
      unwell,
      failing,
      since,
      events: [...events],
    };
  }

  private act(what: string): void {
    this.crash();
    this.done.push(what);
  }

  private crash(): void {
    if (this.faults.crashAfter-- <= 0) throw new Error("a crash");
  }

  private now(): string {
    return new Date(this.time).toISOString();
  }
}

const nothing: Wish = {
  ...{ release: undefined, papers: {}, critical: false, hotfix: undefined, oneWay: false, wave: undefined },
  requestOnly: false,
};

/** A promotion of the fresh release from staging to prod, as `regions` has it, or another flow. */
export function subjectOf(
  world: PromotionWorld,
  wish: Partial<Wish> = {},
  change: Partial<Path> = {},
  name = "regions",
): Subject {
  const flow = loadFlow(name);
  const found = findPath(flow, "staging", "prod");
  if (!isPath(found)) throw new Error("no path");
  const path = { ...found, ...change };
  const groups = groupsOf("prod", "prod", flow.environments.prod?.regions);
  return {
    ...{ path, release: fresh, asker: world.asker, wish: { ...nothing, ...wish } },
    route: { flow, name: "prod", groups, path, source: "staging" },
  };
}
