import { inline } from "../markdown";
import type { Problem } from "../problem";

const madeBy = (run: string | undefined): string => (run === undefined ? "" : `\n\nSeen by [this run](${run}).`);

/** What an issue says of a stack that is not as its record says. */
export const driftText = (stack: string, drift: readonly string[], run?: string): string =>
  [
    `What runs in \`${stack}\` is not what its record says:`,
    drift.map((line) => `- ${inline(line)}`).join("\n"),
    `\`npx promenade status --stack ${stack} --drift\` shows it. Where the cloud is right, ` +
      `\`npx promenade pulumi -- refresh --stack ${stack}\` reads it into the record; otherwise ` +
      `\`npx promenade up --stack ${stack}\` makes it what it was. This issue closes by itself.`,
  ].join("\n\n") + madeBy(run);

/** What an issue says of secrets that were due and have not been rotated. */
export const rotationText = (stack: string, problems: readonly Problem[], run?: string): string =>
  [
    `Secrets of \`${stack}\` were due for rotation, and not all of it could be done:`,
    problems
      .map(({ where, wrong, found, change }) =>
        [`- **${inline(where)}**: ${inline(wrong)}`, `  found ${inline(found)}`, `  do ${inline(change)}`].join("  \n"),
      )
      .join("\n"),
    `Doing it again is safe: \`npx promenade rotate --stack ${stack} --due\`. This issue closes by itself.`,
  ].join("\n\n") + madeBy(run);
