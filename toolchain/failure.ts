import { formatProblem, type Problem } from "../core/problem";

/** The machine lacks something that the toolchain needs. The message is complete; a stack trace adds nothing. */
export class ToolchainError extends Error {
  constructor(readonly problem: Problem) {
    super(formatProblem(problem));
    this.name = "ToolchainError";
  }
}

/** A way that was tried, why it did not work, and what would make it work. */
export interface FailedWay {
  readonly name: string;
  readonly failure: string;
  readonly remedy: string;
}

/** Lines of one field, aligned below its first one. */
const aligned = (lines: readonly string[]) => lines.join("\n           ");

/** The one error when no way is left: every way, why it failed, what to install. */
export function noWayLeft(ways: readonly FailedWay[]): ToolchainError {
  return new ToolchainError({
    where: "toolchain",
    wrong: "no Pulumi CLI could be found, installed or built",
    found: aligned(ways.map(({ name, failure }) => `${name}: ${failure}`)),
    allowed: "any one of these ways is enough",
    change: aligned(ways.map(({ remedy }, index) => (index === 0 ? remedy : `or ${remedy}`))),
  });
}
