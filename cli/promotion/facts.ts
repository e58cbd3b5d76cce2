import type { Cloud } from "../../core/config/keys";
import type { Entry, Gates } from "../../core/flow/gate";
import type { CommitFacts } from "../../core/promotion/vouched";
import type { Release } from "../../core/release";
import { brokenRules } from "../audit";
import type { Context } from "../context";
import { openDelivery, type GitHubDelivery } from "../ports/github-delivery";
import { scannedFindings } from "../ports/image-scans";
import { isToldToGitHub, repositoryFor, runUrl } from "../repository";
import type { StackFile } from "../stack-file";
import type { Asker, Facts, GivenApproval } from "./ports";

/** Who can be asked about a release that is neither the cloud nor the evidence. */
export interface Outside {
  readonly cloud: Cloud;
  /** Undefined in the local cloud, unless GITHUB_API_URL names a stand-in, and where no repository is configured. */
  readonly github: GitHubDelivery | undefined;
  /** The workflow run that this is part of, where GitHub knows it. */
  readonly run: string | undefined;
}

export async function outside(context: Context, file: StackFile, cloud: Cloud): Promise<Outside> {
  const { GITHUB_RUN_ID } = context.environment;
  const repository = isToldToGitHub(context, cloud) ? repositoryFor(context, file) : undefined;
  if (repository === undefined) return { cloud, github: undefined, run: undefined };
  return { cloud, github: await openDelivery(repository, context.environment), run: GITHUB_RUN_ID || undefined };
}

/** In a workflow who has set it off, by GitHub's own word; elsewhere `self`. */
export async function askerOf(context: Context, { cloud, github, run }: Outside, self: string): Promise<Asker> {
  const vouching = cloud === "sandbox" && github === undefined;
  if (github === undefined || run === undefined) {
    return { requester: self, alsoAskedBy: [], run: undefined, vouching };
  }
  const { actor, triggeringActor, url } = await github.run(run);
  const alsoAskedBy = triggeringActor === actor ? [] : [triggeringActor];
  return { requester: actor || self, alsoAskedBy, run: { id: run, url: runUrl(context) ?? url }, vouching };
}

/** Asks only for what the gates want to know: each question takes time. */
export async function factsOf(
  context: Context,
  { cloud, github }: Outside,
  source: StackFile,
  { images, commit }: Release,
  { gates }: Entry,
): Promise<Facts> {
  const [facts, findings, violations] = await Promise.all([
    github === undefined ? (cloud === "aws" ? nothing : undefined) : commitFacts(github, gates, commit),
    gates.scan ? findingsIn(cloud, images) : undefined,
    gates.audit ? brokenRules(context, source) : undefined,
  ]);
  return {
    commit: facts,
    ...(findings === undefined ? {} : { scan: { images, findings } }),
    ...(violations === undefined ? {} : { audit: { violations } }),
  };
}

/** What nobody has told; on AWS nobody's typed word takes its place. */
const nothing: CommitFacts = { checks: {}, codeReviewers: 0, tags: [] };

const commitFacts = async (github: GitHubDelivery, gates: Gates, commit: string | undefined): Promise<CommitFacts> =>
  commit === undefined || !asksOfCommit(gates) ? nothing : github.commit(commit);

const asksOfCommit = ({ checks, codeReviewers, tag }: Gates): boolean =>
  checks.length > 0 || codeReviewers > 0 || tag !== undefined;

/** The local cloud runs its sample app for any digest, and has no registry that could find anything in it. */
const findingsIn = async (cloud: Cloud, images: Release["images"]): Promise<number | undefined> =>
  cloud === "sandbox" ? 0 : scannedFindings(images);

/**
 * Approvals of the run, by the environments whose reviews count. GitHub does not tell when one was given: it counts from
 * when its run began, so that none is taken for newer than it is.
 */
export async function approvalsIn(
  { github, run }: Outside,
  environments: readonly string[],
): Promise<readonly GivenApproval[]> {
  if (github === undefined || run === undefined) return [];
  const [{ createdAt: at }, approvals] = await Promise.all([github.run(run), github.approvals(run, environments)]);
  return approvals.map((approval) => ({ ...approval, at: new Date(at).toISOString() }));
}
