import type { Decision } from "./decision";
import type { Policy } from "./policy";
import type { View } from "./view";

/** One part of a rollout: what is still to be done for it, or undefined when it is behind us. */
export type Phase<Subject> = (view: View, subject: Subject, policy: Policy) => Decision | undefined;

/** Parts in their order, by name. */
export type Phases<Subject> = Readonly<Record<string, Phase<Subject>>>;

/** What a phase decides, and which it is. */
export interface Step {
  readonly phase: string;
  readonly decision: Decision;
}

/** The first phase that has something to do. What is done shows in the view, so that it does not matter who did it. */
export function firstOf<Subject>(phases: Phases<Subject>, view: View, subject: Subject, policy: Policy): Step {
  for (const [phase, decide] of Object.entries(phases)) {
    const decision = decide(view, subject, policy);
    if (decision !== undefined) return { phase, decision };
  }
  throw new Error("a rollout without an end: its last phase always has something to do");
}
