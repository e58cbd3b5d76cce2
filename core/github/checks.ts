/** How a check of a commit stands. */
export type CheckState = "passed" | "failed" | "pending";

/** A check run, as GitHub Actions and other apps make them. */
export interface CheckRun {
  readonly name: string;
  readonly status: string;
  /** Null until it has completed. */
  readonly conclusion: string | null;
}

/** A commit status, as older services set them. */
export interface CommitStatus {
  readonly context: string;
  readonly state: string;
}

/** What lets a protected branch pass. */
const passing: readonly (string | null)[] = ["success", "neutral", "skipped"];

/** Checks by context; where a context was reported more than once, the worst of it counts. */
export function checkStates(
  runs: readonly CheckRun[],
  statuses: readonly CommitStatus[],
): Readonly<Record<string, CheckState>> {
  const told = [
    ...runs.map(
      ({ name, status, conclusion }) => [name, status === "completed" ? ended(conclusion) : "pending"] as const,
    ),
    ...statuses.map(({ context, state }) => [context, state === "pending" ? "pending" : ended(state)] as const),
  ];
  const worst = ["failed", "pending", "passed"] as const;
  return Object.fromEntries(
    [...new Set(told.map(([context]) => context))].map((context) => {
      const states = told.filter(([other]) => other === context).map(([, state]) => state);
      return [context, worst.find((state) => states.includes(state)) ?? "pending"];
    }),
  );
}

const ended = (conclusion: string | null): CheckState => (passing.includes(conclusion) ? "passed" : "failed");
