import type { Violation } from "./verdict";

interface Subject {
  readonly name: string;
  readonly type: string;
}

/** One line, the same for every rule: resource, what was found, what is required, what to change. */
export function message({ name, type }: Subject, { found, required, change }: Violation): string {
  return `${name} (${type}): found ${found}; required: ${required}; ${change}`;
}

/** A preview that passes has not judged everything yet. */
export function pending({ name, type }: Subject, unknown: readonly string[]): string {
  return `${name} (${type}): ${unknown.join(", ")} not known at preview; to be judged at up`;
}

/** A rule that fails is no rule that is kept. */
export function failure({ name, type }: Subject, rule: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `${name} (${type}): rule "${rule}" itself failed: ${reason}; mend it, or set it to "disabled" until it is`;
}
