import type { Origin } from "./arrival";

/**
 * What GitHub's name of a reference stands for: `refs/heads/main`, `refs/tags/v1.0.0`, `refs/pull/7/merge`. Undefined for
 * anything else, and for a pull request without the branch that it is to be merged into.
 */
export function originOf(reference: string, into?: string): Origin | undefined {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(reference) ?? [];
  if (name !== undefined) return kind === "heads" ? { branch: name } : { tag: name };
  const [, pullRequest] = /^refs\/pull\/([1-9]\d{0,8})\/(?:merge|head)$/.exec(reference) ?? [];
  return pullRequest === undefined || into === undefined ? undefined : { pullRequest: Number(pullRequest), into };
}
