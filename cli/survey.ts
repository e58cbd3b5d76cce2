import type { Cloud } from "../core/config/keys";
import { estimateOf } from "../core/cost/report";
import { defaultFlow, environmentOf, isPullRequest, type Environment, type Flow } from "../core/flow";
import { pendingSettings } from "../core/pending-settings";
import { InvalidInput } from "../core/problem";
import { environmentStatus, type EnvironmentStatus, type Observed, type StatusInput } from "../core/status";
import { slotAlarms } from "../core/rollout/slot-alarms";
import { standingOf } from "../core/rollout/standing";
import type { Seen as SeenTraffic } from "../core/rollout/view";
import { tierSizes } from "../core/tiers";
import { loadFlow } from "../flows/load";
import { addressOf } from "./address";
import type { Context } from "./context";
import { outputsOf, recordOf, resourcesOf } from "./deployment";
import { driftOf, errors } from "./events";
import { exitCodes } from "./failure";
import { openEvidence } from "./ports/evidence/open";
import { openTraffic } from "./ports/traffic";
import type { Deployment } from "./ports/pulumi";
import { Sandbox } from "./ports/sandbox";
import { hasStacks } from "./sandbox-project";
import { flowOf, readStackFile, settingsOf, stacksWithFile, type StackFile } from "./stack-file";
import { statusTable } from "./status-table";
import { ensureToolchain } from "../toolchain/toolchain";
import { awsWorkspace, cloudOf, sandboxWorkspace, type Workspace } from "./workspace";

/** One environment of a flow, whether or not anything of it is deployed. */
interface Place {
  readonly stack: string;
  readonly environment: Environment;
  readonly file: StackFile | undefined;
  readonly cloud: Cloud;
}

/** `status` */
export async function showStatus(context: Context, deep = false): Promise<number> {
  const environments = await survey(context, deep);
  context.output.result({ environments }, () => statusTable(environments, context.output));
  return exitCodes.done;
}

/** Whether every resource is compared with the record, where otherwise live weights alone are; types may be left out. */
export type Depth = boolean | { readonly without: RegExp };

/** What the record and the clouds say of every environment. Changes nothing, and starts nothing. */
export async function survey(context: Context, deep: Depth): Promise<readonly EnvironmentStatus[]> {
  const { options, checkout } = context;
  // A pull request's stack may have no file of its own: it is told of when it is asked for.
  const asked = options.stack !== undefined && isPullRequest(options.stack) ? [options.stack] : [];
  const files = [...new Set([...stacksWithFile(checkout), ...asked])].map((one) => readStackFile(checkout, one));
  const all = places(context, files);
  const { stack } = options;
  const wanted = stack === undefined ? all : all.filter((place) => place.stack === stack);
  if (stack !== undefined && wanted.length === 0) {
    readStackFile(checkout, stack);
    throw new InvalidInput([notInFlow(stack, all)]);
  }
  const clouds = [...new Set(wanted.map(({ cloud }) => cloud))];
  const views = new Map(await Promise.all(clouds.map(async (cloud) => [cloud, await viewOf(context, cloud)] as const)));
  return Promise.all(wanted.map((place) => statusOf(context, place, views.get(place.cloud), deep)));
}

/** The environments of every flow that a stack file names, in the flow's order, then stacks of single regions and such. */
function places(context: Context, files: readonly StackFile[]): readonly Place[] {
  const flows = new Map(
    [...files.map(flowOf), ...(files.length === 0 ? [loadFlow(defaultFlow)] : [])].map((flow) => [flow.name, flow]),
  );
  const placeOf = (flow: Flow, stack: string): readonly Place[] => {
    const environment = environmentOf(flow, stack);
    const file = files.find((one) => one.stack === stack);
    if (environment === undefined || (file !== undefined && flowOf(file).name !== flow.name)) return [];
    const cloud = file === undefined ? (context.options.cloud ?? "sandbox") : cloudOf(context, file);
    const tier = file?.config["promenade:tier"] as Environment["tier"] | undefined;
    return [{ stack, environment: { ...environment, tier: tier ?? environment.tier }, file, cloud }];
  };
  return [...flows.values()].flatMap((flow) => {
    const named = Object.keys(flow.environments);
    return [...named, ...files.map(({ stack }) => stack).filter((stack) => !named.includes(stack))].flatMap((stack) =>
      placeOf(flow, stack),
    );
  });
}

/** How one cloud is looked at. */
interface View {
  readonly workspace: Workspace;
  readonly stacks: readonly string[];
  /** Why it cannot be asked, if so. */
  readonly stopped: string | undefined;
}

/** Undefined where nothing can be deployed, because no state was ever written. */
async function viewOf(context: Context, cloud: Cloud): Promise<View | undefined> {
  if (cloud === "aws") {
    const workspace = awsWorkspace(context, await ensureToolchain());
    return { workspace, stacks: await workspace.pulumi.stacks(), stopped: undefined };
  }
  const { checkout, sandbox: files, environment } = context;
  if (!hasStacks(files.state)) return undefined;
  const daemon = new Sandbox(checkout, files, environment).running();
  const workspace = sandboxWorkspace(context, await ensureToolchain(), daemon);
  const stopped =
    daemon === undefined ? "the local cloud is stopped; start it with: npx promenade sandbox start" : undefined;
  return { workspace, stacks: await workspace.pulumi.stacks(), stopped };
}

async function statusOf(
  context: Context,
  { stack, environment, file, cloud }: Place,
  view: View | undefined,
  deep: Depth,
): Promise<EnvironmentStatus> {
  const deployment = view?.stacks.includes(stack) ? await view.workspace.pulumi.export(stack) : undefined;
  const outputs = outputsOf(deployment);
  const seen = await look(context, { stack, cloud }, deployment, view, file);
  const address = await addressOf(view?.workspace.endpoint, seen.observed && outputs?.url);
  const asked = deep !== false && seen.observed !== undefined && view !== undefined;
  const drift = asked ? await differences(view, stack, leftOut(deep, deployment)) : [];
  const status = environmentStatus({
    name: environment.name,
    stack,
    tier: environment.tier,
    recorded: recordOf(deployment),
    ...seen,
    ...address,
    pending: pendingSettings(resourcesOf(deployment), outputs?.settings ?? {}),
    cost: costOf(environment, file, deployment),
  });
  return { ...status, drift: [...status.drift, ...drift] };
}

/** What a refresh would read into the record; it reads nothing into it. */
async function differences(
  { workspace: { pulumi } }: View,
  stack: string,
  without: readonly string[],
): Promise<readonly string[]> {
  const args = ["--preview-only", ...without.flatMap((urn) => ["--exclude", urn])];
  const { exitCode, events } = await pulumi.operate("refresh", { stack, args, display: "none" });
  return exitCode === 0 ? driftOf(events) : [`it could not be compared: ${errors(events)[0] ?? "no reason given"}`];
}

/** URNs of what is not compared. */
const leftOut = (deep: Depth, deployment: Deployment | undefined): readonly string[] =>
  typeof deep === "boolean"
    ? []
    : (deployment?.deployment.resources ?? []).flatMap(({ urn, type }) => (deep.without.test(type) ? [urn] : []));

/** A stack file that cannot be read stops no look at what is deployed. */
function costOf({ tier }: Environment, file: StackFile | undefined, deployment: Deployment | undefined) {
  const { budget } = tierSizes[tier];
  if (file === undefined) return { monthly: null, budget };
  try {
    const settings = settingsOf(file);
    const deployed = recordOf(deployment) !== undefined;
    const monthly = deployed ? estimateOf(settings, resourcesOf(deployment)).monthly : null;
    return { monthly: monthly === null ? null : Math.round(monthly * 100) / 100, budget: settings.cost.budget };
  } catch (error) {
    if (error instanceof InvalidInput) return { monthly: null, budget };
    throw error;
  }
}

type Seen = Pick<StatusInput, "observed" | "unreachable" | "firing" | "standing">;

async function look(
  context: Context,
  { stack, cloud }: Pick<Place, "stack" | "cloud">,
  deployment: Deployment | undefined,
  view: View | undefined,
  file: StackFile | undefined,
): Promise<Seen> {
  if (view?.stopped !== undefined) return { observed: undefined, unreachable: view.stopped };
  const outputs = outputsOf(deployment);
  if (outputs === undefined || file === undefined) return { observed: undefined };
  try {
    const alarms = slotAlarms(resourcesOf(deployment));
    const traffic = await openTraffic(view?.workspace.endpoint, outputs, { alarms });
    const store = await openEvidence(context, { cloud, stack, outputs });
    try {
      const [seen, standing] = await Promise.all([
        traffic.look(),
        store.events().then(standingOf, () => undefined), // What cannot be read stops no look at what runs.
      ]);
      return { observed: { weights: seen.live, healthy: healthyIn(seen) }, firing: seen.alarms, standing };
    } finally {
      traffic.close();
      store.close();
    }
  } catch (error) {
    return { observed: undefined, unreachable: `the cloud could not be asked: ${(error as Error).message}` };
  }
}

const healthyIn = ({ slots }: SeenTraffic): Observed["healthy"] => ({
  blue: sum(Object.values(slots.blue).map(({ healthy }) => healthy)),
  green: sum(Object.values(slots.green).map(({ healthy }) => healthy)),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

const notInFlow = (stack: string, all: readonly Place[]) => ({
  where: "--stack",
  wrong: "not an environment of its flow",
  found: stack,
  allowed: all.map((place) => place.stack).join(", "),
  change: "name one of them",
});
