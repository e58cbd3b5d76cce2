import { labelOf } from "../../core/flow";
import {
  changesAnything,
  lastEnd,
  movesRequests,
  revisionIn,
  shownAfter,
  type Deployed,
  type Shown,
} from "../../core/github/after-rollout";
import type { Recorded } from "../../core/record";
import type { Command } from "../../core/rollout";
import type { Ended } from "../../core/rollout/decision";
import { seemsOngoing } from "../../core/rollout/attention";
import { otherSlot, soleSlot } from "../../core/rollout/shares";
import { deployed } from "../deployed";
import { outputsOf, recordOf } from "../deployment";
import { describe } from "../failure";
import { withEvidence } from "../ports/evidence/open";
import { openRecords, type GitHubRecords } from "../ports/github-records";
import type { DeploymentState } from "../ports/github-records/deployments";
import { isToldToGitHub, repositoryFor, runUrl } from "../repository";
import { tellArrival } from "./arrival";
import type { Environment } from "./environment";

/** GitHub, told of one environment. */
export interface Place {
  readonly environment: Environment;
  readonly repository: string;
  readonly records: GitHubRecords;
  readonly say: (text: string) => void;
}

/** What there is once a command has ended. */
export interface Now {
  readonly record: Recorded;
  readonly url: string | undefined;
  /** The last rollout that began. */
  readonly rollout: string;
  /** How that one ended, as far as it is written down. */
  readonly ended: Ended | undefined;
}

/**
 * What GitHub shows of an environment: its deployments, the tag that follows it, and, once a release has come into prod,
 * the release with its notes. It is told after the fact and never stops anything: what goes wrong with it is a line of
 * the output.
 */
export async function recordAtGitHub(environment: Environment, command: Command, ended: Ended): Promise<void> {
  // A machine that was lost may have done everything but this: whoever finds nothing left to do tells it.
  const late = command.kind === "resume" && ended.ending === "nothing to do";
  if (!late && !changesAnything(ended)) return;
  await telling(environment, command, async (place) => {
    if (late && !(await seemsUnderWay(place))) return;
    const now = await lookNow(environment, command);
    const meant = late ? now?.ended : ended;
    if (now !== undefined && meant !== undefined) await tellEnd(place, command, meant, now);
  });
}

async function seemsUnderWay({ environment: { file }, records }: Place): Promise<boolean> {
  const last = await records.lastDeployment(file.stack);
  return last !== undefined && seemsOngoing(last);
}

/** Tells that a release is on its way, so that a schedule finds what to go on with should this machine be lost. */
export async function recordBeginning(environment: Environment, command: Command): Promise<void> {
  await telling(environment, command, (place) =>
    tellState(place, command, "in_progress", "its requests are on the way"),
  );
}

/** Tells that a command has failed, whatever has become of its rollout: somebody has to look. */
export async function recordFailure(environment: Environment, command: Command, error: unknown): Promise<void> {
  const [problem] = describe(error).problems;
  await telling(environment, command, (place) => tellState(place, command, "error", problem?.wrong ?? "it has failed"));
}

export async function tellEnd(place: Place, command: Command, ended: Ended, now: Now): Promise<void> {
  const shown = shownAfter(command, ended, now.record, now.rollout);
  for (const deployment of shown.deployments) {
    await tellDeployment(place, deployment, deployment.state === "success" ? now.url : undefined);
  }
  await tellTag(place, shown);
  for (const release of shown.unknown) {
    place.say(`nobody has written down the commit of ${release}: deploy it with --commit`);
  }
  if (shown.arrived !== undefined && place.environment.settings.tier === "prod")
    await tellArrival(place, shown.arrived);
}

/** Where there is a repository to tell, a token to tell it with, and something that may change what GitHub shows. */
export async function telling(
  environment: Environment,
  command: Command,
  tell: (place: Place) => Promise<void>,
): Promise<void> {
  const { context, file, settings, cloud } = environment;
  const repository = repositoryFor(context, file);
  // Of a pull request's environment its own workflow tells.
  const guest = settings.environment.guest !== undefined;
  if (repository === undefined || guest || !movesRequests(command) || !isToldToGitHub(context, cloud)) return;
  if (!context.environment.GITHUB_TOKEN) return;
  const say = (text: string): void => context.output.say(`  GitHub: ${text}`);
  try {
    await tell({ environment, repository, records: await openRecords(repository, context.environment), say });
  } catch (error) {
    const [problem] = describe(error).problems;
    say(`is not told: ${problem?.wrong ?? "it has failed"} (${problem?.found ?? "?"}); that changes nothing else`);
  }
}

async function tellState(place: Place, command: Command, state: DeploymentState, description: string): Promise<void> {
  if (command.kind !== "deploy" && command.kind !== "shift") return;
  const revision = command.kind === "deploy" ? command.release : await receiving(place.environment);
  if (revision?.commit === undefined) return;
  const { release, commit } = revision;
  await tellDeployment(place, { release, commit, key: command.rollout, state, description }, undefined);
}

type Telling = Omit<Deployed, "state"> & { readonly state: DeploymentState };

async function tellDeployment(
  { environment: { context, file }, records, say }: Place,
  { release, commit, key, state, description }: Telling,
  url: string | undefined,
): Promise<void> {
  const log = runUrl(context);
  const { done } = await records.deployment(
    { environment: file.stack, release, commit, key },
    { state, description, ...(url === undefined ? {} : { url }), ...(log === undefined ? {} : { log }) },
  );
  say(done === "no such commit" ? `it has no commit ${commit} of ${release}` : `${release} in ${file.stack}: ${state}`);
}

async function tellTag({ environment: { file }, records, say }: Place, { live }: Shown): Promise<void> {
  if (live?.commit === undefined) return;
  const tag = labelOf(file.stack);
  const { done } = await records.moveTag(tag, live.commit);
  if (done === "made" || done === "moved") say(`the tag ${tag} is at ${live.commit}`);
}

/** What a shift is to bring requests to. */
async function receiving({ context, file }: Environment) {
  const record = recordOf(await deployed(context, file, file.stack));
  const slot = record && soleSlot(record.weights);
  return record === undefined || slot === undefined ? undefined : revisionIn(record, otherSlot[slot]);
}

async function lookNow({ context, cloud, file }: Environment, command: Command): Promise<Now | undefined> {
  const { stack } = file;
  const deployment = await deployed(context, file, stack);
  const [record, outputs] = [recordOf(deployment), outputsOf(deployment)];
  if (record === undefined || outputs === undefined) return undefined;
  if (command.kind === "deploy" || command.kind === "shift") {
    return { record, url: outputs.url, rollout: command.rollout, ended: undefined };
  }
  const events = await withEvidence(context, { cloud, stack, outputs }, (store) => store.events());
  const last = events.findLast((event) => event.kind === "rollout started");
  return { record, url: outputs.url, rollout: last?.rollout ?? "none", ended: lastEnd(events) };
}
