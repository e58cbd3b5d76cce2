import { refused } from "../../failure";
import { ifThere, type GitHubRequests } from "../github-requests";
import { commitOf } from "./commit";

export interface ReleaseText {
  readonly tag: string;
  /** Markdown. */
  readonly notes: string;
  /** What a tag that is not there yet is put on, 7 to 40 digits. */
  readonly commit?: string;
  /** Leaves a release alone that is published already: it may have come here before. */
  readonly once?: boolean;
}

export interface ReleaseRecord {
  readonly done: "published" | "updated" | "unchanged";
  readonly url: string;
}

/** Publishes a release with its notes, or brings its notes up to date. @throws Failure where the tag is another commit's. */
export const publishRelease = (
  { ask, options, persistently }: GitHubRequests,
  { tag, notes, commit, once = false }: ReleaseText,
) =>
  persistently(async (): Promise<ReleaseRecord> => {
    const body = notes.trim();
    const sha = commit === undefined ? undefined : await commitOf({ ask, options }, commit);
    const tagged = await commitOf({ ask, options }, `tags/${tag}`);
    if (commit !== undefined && sha === undefined && tagged === undefined) throw unknown(tag, commit);
    if (sha !== undefined && tagged !== undefined && sha !== tagged) throw taken(tag, tagged, sha);
    const there = await ifThere(ask("GET /repos/{owner}/{repo}/releases/tags/{tag}", { ...options(), tag }));
    if (there !== undefined && (once || there.body?.trim() === body)) return { done: "unchanged", url: there.html_url };
    if (there !== undefined) {
      const { data } = await ask("PATCH /repos/{owner}/{repo}/releases/{release_id}", {
        ...{ ...options(), release_id: there.id, body },
      });
      return { done: "updated", url: data.html_url };
    }
    const { data } = await ask("POST /repos/{owner}/{repo}/releases", {
      ...{ ...options(), tag_name: tag, name: tag, body },
      ...(sha === undefined ? {} : { target_commitish: sha }),
    });
    return { done: "published", url: data.html_url };
  });

const unknown = (tag: string, commit: string) =>
  refused({
    where: `release ${tag}`,
    wrong: "its commit is not in the repository, so the tag would be put on another one",
    found: commit,
    allowed: "a commit that was pushed",
    change: "push it, or name the commit that the release was built from",
  });

const taken = (tag: string, tagged: string, sha: string) =>
  refused({
    where: `tag ${tag}`,
    wrong: "it is another commit's, and a release's tag does not move",
    found: tagged,
    allowed: sha,
    change: "release under another name",
  });
