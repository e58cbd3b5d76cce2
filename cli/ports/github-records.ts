import type { BackMerge } from "../../core/flow/back-merge";
import { pullRequestFor } from "./github-records/back-merge";
import { keepComment, type CommentText } from "./github-records/comments";
import { lastDeployment, recordDeployment, type DeploymentText, type StatusText } from "./github-records/deployments";
import { closeIssue, openIssue, type IssueText } from "./github-records/issues";
import { publishRelease, type ReleaseText } from "./github-records/releases";
import { moveTag } from "./github-records/tags";
import { openRequests } from "./github-requests";

/**
 * What promenade keeps at GitHub. Each of these can be done twice: the second time it finds what is there and brings it
 * up to date. @throws Failure where GitHub does not answer or refuses.
 *
 * @param repository `owner/name`.
 */
export async function openRecords(repository: string, environment: NodeJS.ProcessEnv) {
  const requests = await openRequests(repository, environment);
  return {
    openIssue: (issue: IssueText) => openIssue(requests, issue),
    closeIssue: (issue: Parameters<typeof closeIssue>[1]) => closeIssue(requests, issue),
    keepComment: (comment: CommentText) => keepComment(requests, comment),
    deployment: (deployment: DeploymentText, status: StatusText) => recordDeployment(requests, deployment, status),
    lastDeployment: (stack: string) => lastDeployment(requests, stack),
    release: (release: ReleaseText) => publishRelease(requests, release),
    moveTag: (tag: string, commit: string) => moveTag(requests, tag, commit),
    pullRequestFor: (merge: BackMerge, body: string) => pullRequestFor(requests, merge, body),
  };
}

export type GitHubRecords = Awaited<ReturnType<typeof openRecords>>;
