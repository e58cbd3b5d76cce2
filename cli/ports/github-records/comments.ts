import { bears, marked } from "../../../core/github/marker";
import type { GitHubRequests } from "../github-requests";
import { fromInside } from "./author";
import { allOf } from "./pages";

export interface CommentText {
  /** The pull request's number, or an issue's. */
  readonly pullRequest: number;
  /** What the comment is about: each pull request has one of it. */
  readonly key: string;
  /** Markdown. */
  readonly body: string;
}

export interface CommentRecord {
  readonly done: "written" | "updated" | "unchanged";
  readonly url: string;
}

/** Keeps one comment a key up to date. */
export const keepComment = ({ ask, options, persistently }: GitHubRequests, { pullRequest, key, body }: CommentText) =>
  persistently(async (): Promise<CommentRecord> => {
    const text = marked(key, body);
    const comments = await allOf((page) =>
      ask("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...{ ...options(), ...page, issue_number: pullRequest },
      }),
    );
    const ours = comments.find((one) => fromInside(one) && bears(key, one.body));
    if (ours === undefined) {
      const { data } = await ask("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...{ ...options(), issue_number: pullRequest, body: text },
      });
      return { done: "written", url: data.html_url };
    }
    if (ours.body === text) return { done: "unchanged", url: ours.html_url };
    const { data } = await ask("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      ...{ ...options(), comment_id: ours.id, body: text },
    });
    return { done: "updated", url: data.html_url };
  });
