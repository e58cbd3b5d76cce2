import type { NewEvent } from "../../core/rollout/decision";
import type { Release } from "../../core/release";
import { markdownNotes } from "../../core/notes/text";
import type { Context } from "../context";
import { addressOf, notesFor } from "../notes";

type Noted = Extract<NewEvent, { kind: "noted" }>;

/** What is new in a release, for the evidence. */
export async function noteOf(
  context: Context,
  repository: string | undefined,
  previous: Release | undefined,
  next: Release,
): Promise<Noted> {
  const notes = await notesFor(context, {
    repository,
    previous: previous && revisionOf(previous),
    next: revisionOf(next),
  });
  return {
    ...{
      kind: "noted",
      ...revisionOf(next),
      notes: markdownNotes(notes, repository && addressOf(context, repository)),
    },
    ...(previous === undefined ? {} : { previous: revisionOf(previous) }),
  };
}

const revisionOf = ({ release, commit }: Release) => ({ release, ...(commit === undefined ? {} : { commit }) });
