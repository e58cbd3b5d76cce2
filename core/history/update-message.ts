/** What an update was run by: Pulumi keeps it as the update's message, which else is a commit's. */
export interface Author {
  /** Command line without `npx`. */
  readonly command: string;
  readonly by: string | undefined;
}

const ending = "through promenade";

/** `promenade up, by ada, through promenade` */
export const updateMessage = ({ command, by }: Author): string =>
  [prefixed(command), ...(by === undefined ? [] : [`by ${by}`]), ending].join(", ");

/** Undefined for a message that somebody else has written. */
export function authorIn(message: string | undefined): Author | undefined {
  const [, command, by] = /^(promenade .+?)(?:, by (.+))?, through promenade$/.exec(message ?? "") ?? [];
  return command === undefined ? undefined : { command, by };
}

const prefixed = (command: string): string => (command.startsWith("promenade ") ? command : `promenade ${command}`);
