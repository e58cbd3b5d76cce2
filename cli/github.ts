import { backMergesOf, type BackMerge } from "../core/flow/back-merge";
import { labelOf } from "../core/flow";
import { InvalidInput, show } from "../core/problem";
import { didYouMean } from "../core/suggest";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import { needed, optional, textIn, type Given } from "./github-options";
import { openRecords, type GitHubRecords } from "./ports/github-records";
import { deploymentStates, type DeploymentState } from "./ports/github-records/deployments";
import { repositoryFor, runUrl } from "./repository";
import { flowOf, readStackFile, type StackFile } from "./stack-file";

const fileOf = ({ checkout, options }: Context): StackFile => readStackFile(checkout, options.stack ?? defaultStack);

/** `github comment` */
export async function comment(context: Context, given: Given): Promise<number> {
  const { pullRequest, key, file } = needed(given, "pullRequest", "key", "file");
  const body = textIn(file);
  return told(context, (records) => records.keepComment({ pullRequest: Number(pullRequest), key, body }));
}

/** `github issue` */
export async function issue(context: Context, given: Given): Promise<number> {
  const labels = labelsIn(given);
  if (given.close === true) {
    const { key } = needed(given, "key");
    const because = optional(given, "because") ?? "It is over.";
    return told(context, (records) => records.closeIssue({ key, label: labels[0], because }));
  }
  const { key, title, file } = needed(given, "key", "title", "file");
  const body = textIn(file);
  return told(context, (records) => records.openIssue({ key, title, body, labels }));
}

function labelsIn({ label }: Given): readonly [string, ...string[]] {
  const [first = "promenade", ...others] = (Array.isArray(label) ? label : []).map(String);
  return [first, ...others];
}

/** `github deployment` */
export async function deployment(context: Context, given: Given): Promise<number> {
  const { commit, release } = needed(given, "commit", "release");
  const state = stateIn(given);
  const { stack } = fileOf(context);
  const key = optional(given, "key") ?? `run/${context.environment.GITHUB_RUN_ID ?? "none"}`;
  const { description, url } = given;
  const log = runUrl(context);
  return told(context, (records) =>
    records.deployment(
      { environment: stack, commit, release, key },
      {
        ...{ state, description: typeof description === "string" ? description : release },
        ...{ ...(typeof url === "string" ? { url } : {}), ...(log === undefined ? {} : { log }) },
      },
    ),
  );
}

function stateIn({ state }: Given): DeploymentState {
  const found = deploymentStates.find((one) => one === state);
  if (found !== undefined) return found;
  throw new InvalidInput([
    {
      where: "--state",
      wrong:
        state === undefined
          ? "missing"
          : `no such state${typeof state === "string" ? didYouMean(state, deploymentStates) : ""}`,
      found: show(state),
      allowed: deploymentStates.join(", "),
      change: "--state success",
    },
  ]);
}

/** `github tag` */
export async function tag(context: Context, given: Given): Promise<number> {
  const { commit } = needed(given, "commit");
  const { stack } = fileOf(context);
  return told(context, (records) => records.moveTag(labelOf(stack), commit));
}

/** `github release` */
export async function release(context: Context, given: Given): Promise<number> {
  const { tag: name, file } = needed(given, "tag", "file");
  const commit = optional(given, "commit");
  const notes = textIn(file);
  return told(context, (records) => records.release({ tag: name, notes, ...(commit === undefined ? {} : { commit }) }));
}

/** `github back-merge`: where no pull request can be opened, it says what is to be done by hand. */
export async function backMerge(context: Context): Promise<number> {
  const file = fileOf(context);
  const merges = backMergesOf(flowOf(file), file.stack);
  const repository = repositoryFor(context, file);
  if (merges.length > 0 && repository !== undefined && context.environment.GITHUB_TOKEN) {
    const records = await openRecords(repository, context.environment);
    const opened = await Promise.all(merges.map((merge) => records.pullRequestFor(merge, whyBack(merge))));
    context.output.result({ repository, merges: opened }, () =>
      opened.map((one, index) => `${shown(merges[index])}: ${wordsOf(one)}`).join("\n"),
    );
    return exitCodes.done;
  }
  context.output.result({ repository: repository ?? null, merges: merges.map(toDo) }, () =>
    merges.length === 0
      ? `${file.stack}: its flow takes nothing back`
      : merges.map((merge) => `${shown(merge)}: by hand: ${reminder(merge)}`).join("\n"),
  );
  return exitCodes.done;
}

/** What a person does where no pull request can be opened. */
export const reminder = ({ from, into }: BackMerge): string => `git switch ${into} && git merge ${from} && git push`;

export const whyBack = ({ from, into }: BackMerge): string =>
  `A release has come through \`${from}\`. Until \`${into}\` has taken it over, the next one would not have it.`;

const shown = (merge: BackMerge | undefined): string => (merge === undefined ? "" : `${merge.from} into ${merge.into}`);
const toDo = (merge: BackMerge) => ({ done: "by hand", url: null, do: reminder(merge) });

/** What came of a thing that was done at GitHub. */
interface Done {
  readonly done: string;
  readonly url?: string | null;
}

/** Does one thing at GitHub and tells what came of it. */
async function told(context: Context, act: (records: GitHubRecords) => Promise<Done>): Promise<number> {
  const repository = repositoryOf(context);
  const record = await act(await openRecords(repository, context.environment));
  context.output.result({ repository, ...record }, () => `${repository}: ${wordsOf(record)}`);
  return exitCodes.done;
}

/** `updated, https://…` */
const wordsOf = ({ done, url }: Done): string => [done, ...(url ? [url] : [])].join(", ");

/** @throws InvalidInput where nobody says which, or where nothing could be written there. */
export function repositoryOf(context: Context): string {
  const { GITHUB_REPOSITORY, GITHUB_TOKEN } = context.environment;
  const repository = GITHUB_REPOSITORY || repositoryFor(context, fileOf(context));
  const problems = [
    ...(repository === undefined
      ? [
          {
            where: "promenade:repository",
            wrong: "no repository to keep it in",
            found: "none in the stack file, and no GITHUB_REPOSITORY",
            allowed: "owner/name",
            change: "set promenade:repository: { name: owner/name }, or GITHUB_REPOSITORY",
          },
        ]
      : []),
    ...(GITHUB_TOKEN
      ? []
      : [
          {
            where: "GITHUB_TOKEN",
            wrong: "missing: nobody writes to GitHub without one",
            found: "nothing",
            allowed: "a token that may write what is asked for",
            change: "in a workflow, env: GITHUB_TOKEN: ${{ github.token }}",
          },
        ]),
  ];
  if (repository === undefined || problems.length > 0) throw new InvalidInput(problems);
  return repository;
}
