/** A pull request, as far as it matters to its environment. */
export interface PullRequest {
  readonly state: "open" | "closed" | "merged";
  /** From another repository, whose code nobody of ours may have looked at; true where that one is gone. */
  readonly fork: boolean;
  readonly labels: readonly string[];
}

/** What is known of a pull request; `unknown` where nobody could be asked. */
export type Known = PullRequest | "missing" | "unknown";

/** Why a pull request gets no environment; undefined where it gets one, and where nothing is known of it. */
export function refusalOf(pullRequest: Known, forkLabel: string): string | undefined {
  if (pullRequest === "unknown") return undefined;
  if (pullRequest === "missing") return "no such pull request";
  const { state, fork, labels } = pullRequest;
  if (state !== "open") return `it is ${state}`;
  return fork && !labels.includes(forkLabel) ? `it comes from a fork, without the label ${forkLabel}` : undefined;
}
