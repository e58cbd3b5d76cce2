import { firstEnvironment, isPullRequest, scopeOf, type Flow } from "../core/flow";
import { landings, type Landing } from "../core/flow/landing";
import { originOf } from "../core/flow/reference";
import { InvalidInput, show, type Problem } from "../core/problem";
import { commitHash } from "../core/release";
import { loadFlow } from "../flows/load";
import type { Context } from "./context";
import { exitCodes, refused } from "./failure";
import { writeStepOutputs } from "./ports/step-outputs";
import { pullRequestFile } from "./pull-request-rules";
import { flowOf, readStackFile, stacksWithFile } from "./stack-file";

export interface LandingOptions {
  /** A file of flows/; default: those that stack files name. */
  readonly flow?: string;
  readonly forRef: string;
  readonly commit?: string;
  readonly into?: string;
  readonly to?: string;
  readonly stepOutputs?: boolean;
}

/** `flow --for-ref`: to which stacks a reference leads, and how. */
export async function showLandings(context: Context, options: LandingOptions): Promise<number> {
  const { forRef: reference, commit = "", to } = options;
  const origin = originOf(reference, options.into);
  const problems = [...(origin === undefined ? [badReference(reference)] : []), ...badCommit(commit)];
  if (origin === undefined || problems.length > 0) throw new InvalidInput(problems);

  const flows = options.flow === undefined ? walked(context.checkout) : [loadFlow(options.flow)];
  const found = flows.flatMap((flow) =>
    landings(flow, origin, commit, to).filter(
      ({ stack }) => options.flow !== undefined || walks(context.checkout, stack, flow),
    ),
  );
  if (to !== undefined && found.length === 0) throw notThere(reference, to, flows);
  if (options.stepOutputs === true) writeStepOutputs(context.environment, outputsOf(found, flows));
  context.output.result({ reference, landings: found }, () => told(reference, found));
  return exitCodes.done;
}

/** A job cannot choose by what its matrix holds, so each way is a list of its own. */
function outputsOf(found: readonly Landing[], flows: readonly Flow[]) {
  // The images of all environments are where the first one keeps them.
  const [registry = ""] = flows
    .filter(({ environments }) => found.some(({ environment }) => Object.hasOwn(environments, environment)))
    .flatMap((flow) => firstEnvironment(flow) ?? []);
  return {
    deploys: found.filter(({ way }) => way !== "promote"),
    builds: String(found.some(({ way }) => way === "deploy")),
    promotions: found.filter(({ way }) => way === "promote"),
    gates: [...new Set(found.flatMap(({ gate }) => gate ?? []))],
    checks: [...new Set(found.flatMap(({ checks }) => checks))],
    registry,
    "registry-scope": scopeOf(registry),
  };
}

/** The flows that stack files name, and that of pull requests. */
function walked(checkout: string): readonly Flow[] {
  const files = stacksWithFile(checkout).map((stack) => readStackFile(checkout, stack));
  const flows = [...files, ...pullRequestFile(checkout)].map(flowOf);
  return [...new Map(flows.map((flow) => [flow.name, flow])).values()];
}

/** Whether the stack has a file, and that one names this flow. */
function walks(checkout: string, stack: string, flow: Flow): boolean {
  if (!isPullRequest(stack) && !stacksWithFile(checkout).includes(stack)) return false;
  return flowOf(readStackFile(checkout, stack)).name === flow.name;
}

const told = (reference: string, found: readonly Landing[]): string =>
  found.length === 0
    ? `${reference} leads to no environment by itself`
    : found
        .map(({ stack, way, from, release, gate }) =>
          [
            `${reference}: ${way} ${from === null ? "" : `from ${from} `}to ${stack}`,
            release === null ? "" : `, as ${release}`,
            gate === null ? "" : `, once ${gate} lets it`,
          ].join(""),
        )
        .join("\n");

const badReference = (reference: string): Problem => ({
  where: "--for-ref",
  wrong: "not a reference that anything is deployed from",
  found: show(reference),
  allowed: "refs/heads/…, refs/tags/…, or refs/pull/N/merge with --into BRANCH",
  change: "--for-ref refs/heads/main",
});

const badCommit = (commit: string): readonly Problem[] =>
  commitHash.safeParse(commit).success
    ? []
    : [
        {
          where: "--commit",
          wrong: commit === "" ? "missing: what is built is named by its commit" : "not a commit",
          found: show(commit),
          allowed: "7 to 40 hexadecimal digits",
          change: "--commit 9f8d0b1",
        },
      ];

const notThere = (reference: string, to: string, flows: readonly Flow[]) =>
  refused({
    where: "--to",
    wrong: `${reference} may not be deployed to ${to}`,
    found: to,
    allowed: `what a flow names as its source: ${flows.map(({ name }) => `npx promenade flow --flow ${name}`).join(", ")}`,
    change: "choose another branch or tag, or another environment",
  });
