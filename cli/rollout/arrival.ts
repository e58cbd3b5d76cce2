import { backMergesOf } from "../../core/flow/back-merge";
import { releaseTag, type Shown } from "../../core/github/after-rollout";
import { markdownNotes } from "../../core/notes/text";
import { describe } from "../failure";
import { reminder, whyBack } from "../github";
import { addressOf, notesFor } from "../notes";
import { flowOf } from "../stack-file";
import type { Place } from "./at-github";

/** A release that has come into prod: its tag, its notes, and the way back of its branch (requirement 1, s2). */
export async function tellArrival(place: Place, { next, previous }: NonNullable<Shown["arrived"]>): Promise<void> {
  const { environment, repository, records, say } = place;
  const { context } = environment;
  if (next.commit !== undefined) {
    const notes = await notesFor(context, { repository, previous, next });
    const { done, url } = await records.release({
      ...{ tag: releaseTag(next.release), commit: next.commit, once: true },
      notes: markdownNotes(notes, addressOf(context, repository)),
    });
    if (done === "published") say(`${next.release} is published: ${url}`);
  }
  await tellBackMerges(place);
}

/** Opens the pull requests that take branches back; one that cannot be opened is reminded of. */
async function tellBackMerges({ environment: { file }, records, say }: Place): Promise<void> {
  for (const merge of backMergesOf(flowOf(file), file.stack)) {
    const what = `${merge.from} into ${merge.into}`;
    try {
      const { done, url } = await records.pullRequestFor(merge, whyBack(merge));
      say(`${what}: ${done}${url === null ? "" : `, ${url}`}`);
    } catch (error) {
      const [problem] = describe(error).problems;
      say(`${what}: by hand: ${reminder(merge)} (${problem?.found ?? "it has failed"})`);
    }
  }
}
