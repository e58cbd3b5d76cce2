import { ifThere, type GitHubRequests } from "../github-requests";
import { commitOf } from "./commit";

export interface TagRecord {
  readonly done: "made" | "moved" | "unchanged" | "no such commit";
  /** Where it is now. */
  readonly commit: string | null;
}

/** A tag that follows what is deployed, `env/dev` (requirement 1, s0): back as well as forth. */
export const moveTag = ({ ask, options, persistently }: GitHubRequests, tag: string, commit: string) =>
  persistently(async (): Promise<TagRecord> => {
    const sha = await commitOf({ ask, options }, commit);
    if (sha === undefined) return { done: "no such commit", commit: null };
    const ref = `tags/${tag}`;
    const there = await ifThere(ask("GET /repos/{owner}/{repo}/git/ref/{ref}", { ...options(), ref }));
    if (there?.object.sha === sha) return { done: "unchanged", commit: sha };
    if (there === undefined) {
      await ask("POST /repos/{owner}/{repo}/git/refs", { ...options(), ref: `refs/${ref}`, sha });
      return { done: "made", commit: sha };
    }
    await ask("PATCH /repos/{owner}/{repo}/git/refs/{ref}", { ...options(), ref, sha, force: true });
    return { done: "moved", commit: sha };
  });
