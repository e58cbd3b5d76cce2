import { releaseNotes, type ReleaseNotes, type Revision } from "../core/notes/notes";
import type { Comparison } from "../core/notes/commit";
import type { Context } from "./context";
import { compareLocally } from "./ports/commits";
import { compareAtGitHub } from "./ports/github-compare";

export interface NotesAsked {
  /** `owner/name`, where one is configured: asked for what the checkout does not have. */
  readonly repository?: string | undefined;
  /** What the environment has had until now; undefined for its first release. */
  readonly previous: Revision | undefined;
  readonly next: Revision;
}

/** What is new in a release; where that cannot be told the notes say so. Never throws, and no promotion waits for it. */
export async function notesFor(context: Context, asked: NotesAsked): Promise<ReleaseNotes> {
  return releaseNotes(asked.previous, asked.next, await compared(context, asked));
}

/** The address that numbers and commits of a repository lead to. */
export const addressOf = ({ environment }: Context, repository: string): string =>
  `${environment.GITHUB_SERVER_URL || "https://github.com"}/${repository}`;

async function compared(context: Context, { repository, previous, next }: NotesAsked): Promise<Comparison> {
  const [from, to] = [previous?.commit, next.commit];
  if (from === undefined || to === undefined) {
    const release = from === undefined ? previous?.release : next.release;
    return unknown(`nobody has written down the commit of ${release ?? "the one before"}`);
  }
  const local = await compareLocally(context.checkout, from, to);
  if (local.known || repository === undefined) return local;
  try {
    const remote = await compareAtGitHub(repository, context.environment, from, to);
    return remote.known ? remote : unknown(`${local.because}, and ${remote.because}`);
  } catch {
    return unknown(`${local.because}, and GitHub does not answer for ${repository}`);
  }
}

const unknown = (because: string): Comparison => ({ known: false, because });
