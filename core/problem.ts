/**
 * Something in the input that stops us, told so that its reader can mend it.
 * Every field is one line; `where` is a config path, a file with a line, or a command-line flag.
 */
export interface Problem {
  readonly where: string;
  readonly wrong: string;
  readonly found: string;
  readonly allowed: string;
  readonly change: string;
}

/** One block per problem: what is wrong, what was found, what is allowed, what to do. */
export function formatProblem(problem: Problem): string {
  return [
    `${problem.where}: ${problem.wrong}`,
    `  found    ${problem.found}`,
    `  allowed  ${problem.allowed}`,
    `  do       ${problem.change}`,
  ].join("\n");
}

/** All problems at once, headed by their number when there is more than one. */
export function formatProblems(problems: readonly Problem[]): string {
  const blocks = problems.map(formatProblem).join("\n\n");
  return problems.length > 1 ? `${problems.length} problems\n\n${blocks}` : blocks;
}

/** A value as its reader wrote it, cut where it would drown the message. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}

/** Thrown where a caller needs the problems, never a stack trace. */
export class InvalidInput extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.name = "InvalidInput";
  }
}
