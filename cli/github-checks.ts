import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { parseDuration } from "../core/duration";
import type { CheckState } from "../core/github/checks";
import { InvalidInput, show } from "../core/problem";
import type { Context } from "./context";
import { exitCodes, refused } from "./failure";
import { repositoryOf } from "./github";
import { needed, type Given } from "./github-options";
import { checksOf } from "./ports/commit-checks";
import { openRequests } from "./ports/github-requests";

/** How often GitHub is asked (ms). */
const between = 15_000;

/** `github checks`: ends once a commit's checks have passed, or one of them has not. */
export async function awaitChecks(context: Context, given: Given): Promise<number> {
  const { commit } = needed(given, "commit");
  const contexts = contextsIn(given.contexts);
  const wait = waitIn(given.wait);
  if (contexts.length === 0) {
    context.output.result({ commit, checks: {} }, () => "no check is asked for");
    return exitCodes.done;
  }
  const requests = await openRequests(repositoryOf(context), context.environment);
  for (const deadline = Date.now() + wait; ; await pause(Math.min(between, wait / 10))) {
    const all = await requests.persistently(() => checksOf(requests, commit));
    const states = contexts.map((name) => [name, all[name]] as const);
    if (states.every(([, state]) => state === "passed")) {
      const checks = Object.fromEntries(states);
      context.output.result({ commit, checks }, () => `${commit}: ${contexts.join(", ")} have passed`);
      return exitCodes.done;
    }
    const over = Date.now() >= deadline;
    if (over || states.some(([, state]) => state === "failed")) throw notPassed(commit, states);
  }
}

function contextsIn(text: unknown): readonly string[] {
  try {
    return z.array(z.string().min(1)).parse(JSON.parse(typeof text === "string" ? text : ""));
  } catch {
    throw new InvalidInput([
      {
        where: "--contexts",
        wrong: text === undefined ? "missing" : "not a list of checks",
        found: show(text),
        allowed: "a list as JSON, as flow --for-ref --json tells it",
        change: `--contexts '["build", "test"]'`,
      },
    ]);
  }
}

function waitIn(text: unknown): number {
  const seconds = text === undefined ? 0 : typeof text === "string" ? parseDuration(text) : undefined;
  if (seconds !== undefined) return seconds * 1000;
  const allowed = "a time such as 90s or 45m";
  throw new InvalidInput([{ where: "--wait", wrong: "not a time", found: show(text), allowed, change: "--wait 45m" }]);
}

const notPassed = (commit: string, states: readonly (readonly [string, CheckState | undefined])[]) =>
  refused({
    where: commit,
    wrong: "its checks have not passed",
    found: states.map(([name, state]) => `${name}: ${state ?? "has not run"}`).join(", "),
    allowed: states.map(([name]) => `${name}: passed`).join(", "),
    change: "mend what failed, or let it run; then run this again",
  });
