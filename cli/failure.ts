import { formatProblems, InvalidInput, type Problem } from "../core/problem";

/** What a command's end means to a script. */
export const exitCodes = { done: 0, failed: 1, "bad input": 2, refused: 3, "rolled back": 4 } as const;
export type FailureKind = Exclude<keyof typeof exitCodes, "done">;

/** Ends a command: the machine's fault, a rule's refusal, or a rollback. Bad input is core's `InvalidInput`. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly problems: readonly Problem[],
  ) {
    super(formatProblems(problems));
    this.name = "Failure";
  }
}

export const failed = (problem: Problem, options: { readonly cause?: unknown } = {}): Failure =>
  Object.assign(new Failure("failed", [problem]), options);

export const refused = (...problems: readonly Problem[]): Failure => new Failure("refused", problems);

/** Reads a problem that another process of ours has told in one block; undefined when there is none in the text. */
export function parseProblem(text: string): Problem | undefined {
  const block = /^(\S.*?): (.+)\n {2}found {4}([^]+?)\n {2}allowed {2}([^]+?)\n {2}do {7}(.+)$/m.exec(text);
  if (block === null) return undefined;
  const [, where = "", wrong = "", found = "", allowed = "", change = ""] = block;
  return { where, wrong, found, allowed, change };
}

/** What the system says of files and sockets, in words; other codes are shown as they are. */
const systemErrors: Readonly<Record<string, { readonly wrong: string; readonly change: string }>> = {
  EACCES: { wrong: "not permitted", change: "make it readable and writable for this user" },
  EPERM: { wrong: "not permitted", change: "make it readable and writable for this user" },
  EROFS: { wrong: "on a read-only disk", change: "use a checkout on a disk that can be written" },
  ENOSPC: { wrong: "the disk is full", change: "free some space" },
  EADDRINUSE: { wrong: "the port is taken by another program", change: "end that program, or choose another port" },
  ENOTDIR: { wrong: "a file stands where a folder is needed", change: "move that file away" },
};

/** Any error as the kind and the problems to tell; what was not foreseen is told as such. */
export function describe(error: unknown): { readonly kind: FailureKind; readonly problems: readonly Problem[] } {
  if (error instanceof InvalidInput) return { kind: "bad input", problems: error.problems };
  if (error instanceof Failure) return { kind: error.kind, problems: error.problems };
  if (hasProblem(error)) return { kind: "failed", problems: [error.problem] };
  const { code, path, message } = error as Partial<NodeJS.ErrnoException>;
  const known = systemErrors[code ?? ""];
  const problem: Problem =
    known === undefined
      ? {
          where: "promenade",
          wrong: "an error that was not foreseen",
          found: firstLineOf(message ?? error),
          allowed: "none",
          change: "run it again with --verbose, and report what it shows",
        }
      : { where: path ?? "system", wrong: known.wrong, found: `${code}`, allowed: "access", change: known.change };
  return { kind: "failed", problems: [problem] };
}

/** Errors of the toolchain carry their problem with them. */
function hasProblem(error: unknown): error is { readonly problem: Problem } {
  return error instanceof Error && "problem" in error && typeof error.problem === "object";
}

/** What an error says first; stacks and details come below that. */
export const firstLineOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
