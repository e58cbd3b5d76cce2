import type { Problem } from "../core/problem";

/** The local cloud cannot do what was asked for, for a reason its user can mend. The message is complete. */
export class SandboxFailure extends Error {
  constructor(readonly problem: Problem) {
    super(
      [
        `${problem.where}: ${problem.wrong}`,
        `  found    ${problem.found}`,
        `  allowed  ${problem.allowed}`,
        `  do       ${problem.change}`,
      ].join("\n"),
    );
    this.name = "SandboxFailure";
  }
}

/** What to show of any error: the whole message of our own, name and message of others, no stack. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The system's code of an error (`EADDRINUSE`), if it has one. */
export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
