import { heading, inline } from "../markdown";
import type { Entry } from "../rollout/entry";
import { chaptersOf } from "./chapters";
import { chapterText, linesText } from "./chapter-text";
import { universal } from "./time";
import { updateLine, type StackUpdate } from "./update-line";

export interface Audited {
  readonly stack: string;
  readonly entries: readonly Entry[];
  readonly updates: readonly StackUpdate[];
}

export interface Chosen {
  /** How many of the newest; all where nothing is said. */
  readonly limit?: number | undefined;
  /** Chapters of this release alone. */
  readonly release?: string | undefined;
}

/**
 * `history --markdown`: an environment's history as a document for auditors, by release, newest first. The same history
 * makes the same document, whoever asks and whenever.
 */
export function auditOf({ stack, entries, updates }: Audited, { limit, release }: Chosen = {}): string {
  const all = chaptersOf(entries).toReversed();
  const asked = release === undefined ? all : all.filter((chapter) => chapter.release === release);
  const shown = asked.slice(0, limit);
  const older = asked.length - shown.length;
  const ran = release === undefined ? [...updates].sort((a, b) => b.startTime.localeCompare(a.startTime)) : [];
  const infrastructure = linesText(ran.slice(0, limit).map(updateLine));
  return [
    heading(1, `History of ${inline(stack)}`),
    `Newest first; times are universal (UTC). ${summary(entries)}`,
    ...(release !== undefined && asked.length === 0 ? [`Nothing has happened to ${inline(release)} here.`] : []),
    ...shown.map(chapterText),
    ...(older > 0 ? [`${older} older: left out.`] : []),
    ...(infrastructure === "" ? [] : [heading(2, "Updates by Pulumi"), infrastructure]),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function summary(entries: readonly Entry[]): string {
  const [first, last] = [entries[0], entries.at(-1)].map((entry) =>
    universal(typeof entry?.written.at === "string" ? entry.written.at : ""),
  );
  if (entries.length === 0) return "Nothing is in its evidence.";
  return `The evidence has ${entries.length} ${entries.length === 1 ? "event" : "events"}, from ${first} to ${last}.`;
}
