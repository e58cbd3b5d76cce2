import { chaptersOf } from "../history/chapters";
import { chapterText } from "../history/chapter-text";
import { inline } from "../markdown";
import type { Entry } from "../rollout/entry";

/** An issue ready for the post-mortem: one a rollback. */
export interface RollbackIssue {
  readonly key: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** What is asked of those who look into it. */
const questions = [
  "What users saw, from when to when:",
  "Why no check before found it:",
  "What is changed so that one will:",
];

/**
 * The last rollback, with all the evidence of what it took back; undefined where there was none.
 * @param says how it ended, in a sentence.
 */
export function rollbackIssue(
  stack: string,
  entries: readonly Entry[],
  says: string,
  run?: string,
): RollbackIssue | undefined {
  const chapters = chaptersOf(entries).map((chapter) => ({ chapter, rollback: rollbackIn(chapter.told) }));
  const last = entries.findLast(
    ({ event }) => event?.kind === "rollout ended" && event.outcome === "rolled back",
  )?.event;
  const found = chapters.find(({ rollback }) => rollback !== undefined && rollback === last);
  if (found?.rollback === undefined) return undefined;
  const { chapter, rollback } = found;
  return {
    key: `rollback:${stack}:${rollback.rollout.toLowerCase()}`,
    title: `${chapter.release ?? "A release"} was rolled back in ${stack}`,
    body: [
      inline(says) + (run === undefined ? "" : ` (seen by [this run](${run}))`),
      chapterText(chapter),
      "## For the post-mortem",
      questions.map((question) => `- ${question}`).join("\n"),
    ].join("\n\n"),
  };
}

const rollbackIn = (told: ReturnType<typeof chaptersOf>[number]["told"]) =>
  told
    .flatMap(({ event }) => (event?.kind === "rollout ended" && event.outcome === "rolled back" ? [event] : []))
    .at(-1);
