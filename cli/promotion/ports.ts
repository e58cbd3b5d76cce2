import type { CommitFacts } from "../../core/promotion/vouched";
import type { Dossier } from "../../core/flow/gates";
import type { Entry } from "../../core/flow/gate";
import type { Recorded } from "../../core/record";
import type { Deployable, Release, Weights } from "../../core/release";
import type { CheckResult, RolloutEvent } from "../../core/rollout/evidence";
import type { NewEvent } from "../../core/rollout/decision";

/** A stack as it is now: what has all of its requests, whether that is well, and what has happened to it. */
export interface StackView {
  readonly stack: string;
  readonly record: Recorded;
  /** Live shares by service. */
  readonly weights: Readonly<Record<string, Weights>>;
  /** Undefined while both slots have requests, and where nothing runs. */
  readonly live: Release | undefined;
  /** What is wrong with it; empty where it is healthy. */
  readonly unwell: string;
  /** So much is wrong that it cannot go on like this: by the measure of a shift's guard. */
  readonly failing: boolean;
  /** Unix time (ms) since which `live` has all requests, where that was noted. */
  readonly since: number | undefined;
  /** The oldest first. */
  readonly events: readonly RolloutEvent[];
}

/** Who asks, and by which workflow run. */
export interface Asker {
  /** As approvers are named. */
  readonly requester: string;
  readonly alsoAskedBy: readonly string[];
  /** Undefined at a terminal. */
  readonly run: { readonly id: string; readonly url: string } | undefined;
  /** Whether names that are typed count: in the local cloud, where there is no GitHub. */
  readonly vouching: boolean;
}

/** What nobody but GitHub, the registry and the policy packs can tell of a release. */
export interface Facts extends Pick<Dossier, "scan" | "audit"> {
  /** Undefined where people vouch for it: in the local cloud. */
  readonly commit: CommitFacts | undefined;
}

/** How a rollout, or a rollback, has ended. */
export interface RolledOut {
  readonly ending: "done" | "rolled back" | "paused" | "failed";
  readonly says: string;
}

/** What a promotion does to the world. */
export interface PromotionPorts {
  look(stack: string): Promise<StackView>;
  whoAsks(): Promise<Asker>;
  /** Whether a commit is a branch's; undefined where nobody can be asked. */
  isOn(branch: string, commit: string | undefined): Promise<boolean | undefined>;
  /** Asks only for what the entry wants to know. */
  facts(release: Release, entry: Entry): Promise<Facts>;
  /** Approvals that the workflow run has got, for one wave; none at a terminal. */
  readApprovals(wave: string | undefined): Promise<readonly GivenApproval[]>;
  /** Adds to a stack's evidence; durable when it returns. `given` where somebody else has done it than who runs this. */
  note(stack: string, event: NewEvent, given?: { readonly by: string; readonly at?: string }): Promise<void>;
  deploy(stack: string, release: Deployable, oneWay: boolean): Promise<RolledOut>;
  /** Goes on with a rollout that has begun. */
  resume(stack: string): Promise<RolledOut>;
  /** Checks what is live of a stack that was just looked at, as users come to it. */
  verify(view: StackView): Promise<{ readonly passed: boolean; readonly checks: readonly CheckResult[] }>;
  rollBack(stack: string, reason: string): Promise<RolledOut>;
  /** Opens an issue after a rollback, where there is a repository to open it in. @returns what is told of it. */
  openIssue(issue: { readonly stack: string; readonly title: string; readonly body: string }): Promise<string>;
  /** Writes what is new, once a release is in. */
  notes(stack: string, promotion: string, previous: Release | undefined, next: Release): Promise<void>;
  now(): number;
  pause(): Promise<void>;
  tell(text: string): void;
}

/** An approval as GitHub has it. */
export interface GivenApproval {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly comment: string;
}
