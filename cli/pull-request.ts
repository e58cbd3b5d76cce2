import { refusalOf, type Known } from "../core/pull-requests/admission";
import { shortHash } from "../core/names";
import { InvalidInput, show, type Problem } from "../core/problem";
import type { PullRequestRules } from "../core/pull-requests/rules";
import type { Release } from "../core/release";
import { withBake } from "../core/rollout/schedule";
import type { Settings } from "../core/settings";
import { bring } from "./bring-up";
import type { Context } from "./context";
import { deployed } from "./deployed";
import { outputsOf } from "./deployment";
import { exitCodes, refused } from "./failure";
import { policyLines } from "./policy-summary";
import { packNames } from "./policy-packs";
import { openGitHub } from "./ports/github";
import { writeStepOutputs } from "./ports/step-outputs";
import { pullRequestRules } from "./pull-request-rules";
import { newRollout, rollOut, type RolloutReport } from "./rollout/run";
import { releaseFrom, valid } from "./rollouts";
import { readStackFile, settingsOf, type StackFile } from "./stack-file";
import type { UpReport } from "./summary";
import { takeDown } from "./tear-down";
import { cloudOf } from "./workspace";

type Given = Readonly<Record<string, unknown>>;

/** What `pr up --json` prints. */
export interface PullRequestReport extends UpReport {
  readonly pullRequest: number;
  /** How the release came in; null where it was there already, or was what the environment began with. */
  readonly deployed: Pick<RolloutReport, "ending" | "says"> | null;
}

/** `pr up` */
export async function bringUpPullRequest(context: Context, args: readonly string[], given: Given): Promise<number> {
  const pullRequest = numberIn(args);
  const file = fileOf(context, pullRequest);
  const settings = settingsOf(file);
  const wanted = given.image === undefined ? undefined : releaseOf(pullRequest, given, settings);
  await refuseWithoutHost(context, file, settings);
  await refuseUnadmitted(context, file, pullRequest);

  const up = await bring(context, "up", wanted === undefined ? file : startingWith(file, wanted));
  const late = wanted !== undefined && up.release !== wanted.release;
  const rollout = late ? await replace(context, file, wanted, settings) : undefined;
  const { exitCode = exitCodes.done } = rollout ?? {};
  const release = late && exitCode === exitCodes.done ? wanted.release : up.release;
  const report: PullRequestReport = { ...up, release, pullRequest, deployed: rollout?.report ?? null };
  if (given.stepOutputs === true) writeStepOutputs(context.environment, { url: up.url ?? "" });
  context.output.result(report, () => told(report, context));
  return exitCode;
}

/** `pr down`: asks GitHub nothing, and needs no settings that are right. */
export async function takeDownPullRequest(context: Context, args: readonly string[]): Promise<number> {
  const pullRequest = numberIn(args);
  const report = await takeDown(context, fileOf(context, pullRequest));
  context.output.result({ ...report, pullRequest }, () =>
    report.resources.delete === 0
      ? `${report.stack}: there was nothing to remove`
      : `${report.stack}: ${report.resources.delete} resources removed, and its stack`,
  );
  return exitCodes.done;
}

/** What is known of a pull request. Without a repository nothing is: that is enough in the local cloud alone. */
export async function known(
  { environment }: Context,
  { repository }: PullRequestRules,
  pullRequest: number,
): Promise<Known> {
  if (repository === undefined) return "unknown";
  return (await openGitHub(repository, environment)).pullRequest(pullRequest);
}

export const noRepository = "no promenade:repository is configured, so GitHub is not asked";

async function refuseUnadmitted(context: Context, file: StackFile, pullRequest: number): Promise<void> {
  const rules = pullRequestRules(file);
  if (rules.repository === undefined) {
    if (cloudOf(context, file) === "aws") throw new InvalidInput([file.locate(unnamedRepository)]);
    context.output.say(`${noRepository}: whether pull request ${pullRequest} is open is not known`);
    return;
  }
  const refusal = refusalOf(await known(context, rules, pullRequest), rules.forkLabel);
  if (refusal === undefined) return;
  throw refused({
    where: `pull request ${pullRequest} of ${rules.repository}`,
    wrong: "it gets no environment",
    found: refusal,
    allowed: `an open pull request, of the repository itself or with the label ${rules.forkLabel}`,
    change: `nothing; if something of ${file.stack} is left: npx promenade pr down ${pullRequest}`,
  });
}

async function refuseWithoutHost(context: Context, file: StackFile, settings: Settings): Promise<void> {
  const { guest } = settings.environment;
  if (guest === undefined || outputsOf(await deployed(context, file, guest.host)) !== undefined) return;
  throw refused({
    where: file.stack,
    wrong: `${guest.host} is not up, whose network and load balancer it shares`,
    found: `no update of ${guest.host} that came to its end`,
    allowed: "a host that is up",
    change: `npx promenade up --stack ${guest.host}`,
  });
}

/** A push takes the place of whatever an earlier one has begun; a preview's few requests are no measure for a guard. */
async function replace(context: Context, file: StackFile, release: Release, settings: Settings) {
  const { stack } = file;
  const steps = withBake(settings.schedule, 0);
  const reason = `${release.release} takes its place`;
  const abort = { kind: "abort", rollout: newRollout(), reason } as const;
  const aborted = await rollOut(context, { stack, command: "traffic abort" }, () => abort);
  if (aborted.exitCode !== exitCodes.done) return aborted;
  const deploy = { kind: "deploy", rollout: newRollout(), release, steps, oneWay: false } as const;
  return rollOut(context, { stack, command: `deploy --release ${release.release}` }, () => deploy);
}

/** Named by its images: the same ones are the same release, however often they are asked for. */
function releaseOf(pullRequest: number, given: Given, settings: Settings): Release {
  const { images, ...release } = valid(releaseFrom({ ...given, release: `pr-${pullRequest}` }, settings));
  const inOrder = Object.entries(images).sort(([one], [other]) => (one < other ? -1 : 1));
  return { ...release, images, release: `pr-${pullRequest}-${shortHash(JSON.stringify(inOrder), 12)}` };
}

function startingWith(file: StackFile, release: Release): StackFile {
  const own = { "promenade:initialRelease": release };
  const config = { ...(file.content.config as object), ...own };
  return { ...file, content: { ...file.content, config }, config: { ...file.config, ...own } };
}

/** On AWS Pulumi reads a stack's own file; in the local cloud the shared one does for all. */
function fileOf(context: Context, pullRequest: number): StackFile {
  const stack = `pr-${pullRequest}`;
  const file = readStackFile(context.checkout, stack);
  if (cloudOf(context, file) === "aws" && !file.path.endsWith(`Pulumi.${stack}.yaml`)) {
    throw new InvalidInput([withoutFile(stack)]);
  }
  return file;
}

function numberIn(args: readonly string[]): number {
  const [asked] = args;
  if (args.length === 1 && asked !== undefined && /^[1-9]\d{0,8}$/.test(asked)) return Number(asked);
  throw new InvalidInput([
    {
      where: "pr",
      wrong: "not the number of a pull request",
      found: show(args.join(" ")),
      allowed: "one whole number from 1, as GitHub shows it",
      change: "npx promenade pr up 123",
    },
  ]);
}

function told({ stack, url, domain, release, policies, deployed: rollout, cost }: PullRequestReport, context: Context) {
  const { output, checkout, options } = context;
  const facts: readonly (readonly [string, string])[] = [
    ["url", url === null ? "none yet" : `${output.paint("cyan", url)}${domain === null ? "" : ` for ${domain}`}`],
    ["release", release ?? "none: the slots are empty"],
    ...(rollout === null ? [] : [["deploy", rollout.says] as const]),
    ["policies", policyLines(policies, packNames(checkout), options.verbose === true).join(`\n${" ".repeat(12)}`)],
    ...(cost.monthly === null ? [] : [["cost", `${cost.monthly} USD a month`] as const]),
  ];
  const lines = facts.map(([name, value]) => `  ${output.paint("dim", name.padEnd(8))}  ${value}`);
  return ["", output.paint(["bold", "green"], `${stack} is up`), ...lines].join("\n");
}

const unnamedRepository: Problem = {
  where: "promenade:repository",
  wrong: "missing: whether a pull request is open, and from where, is asked of GitHub before anything is created",
  found: "nothing",
  allowed: "owner/name",
  change: "set promenade:repository: { name: owner/name } in the stack file",
};

const withoutFile = (stack: string): Problem => ({
  where: `Pulumi.${stack}.yaml`,
  wrong: "missing: on AWS Pulumi reads a stack's own file",
  found: "Pulumi.preview.yaml alone",
  allowed: "a stack file of its own",
  change: `copy Pulumi.preview.yaml to Pulumi.${stack}.yaml, and name your own image there`,
});
