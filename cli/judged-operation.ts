import { estimateOf } from "../core/cost/report";
import type { Resources } from "../core/cost/resource";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import type { Context } from "./context";
import { resourcesOf } from "./deployment";
import { errors, plannedResources, policyResults } from "./events";
import { isMandatory, type Finding } from "./finding";
import { dropsEntries, inUseRefusal } from "./in-use";
import { joinPacks } from "./joined-packs";
import { packConfiguration } from "./pack-configuration";
import { costRule, type Facts } from "./pack-facts";
import { packFailure, packsMissing, ruleFailure } from "./pack-failure";
import { withPacks, type PackProcess } from "./policy-packs";
import type { Deployment, Operated } from "./ports/pulumi";
import { protectedIn } from "./protection";
import type { Session } from "./session";
import { flowOf, type StackFile } from "./stack-file";

/** How an operation ended, with what the packs say of it and of what it costs. */
export interface Judged extends Operated {
  readonly findings: readonly Finding[];
  /** A month of what there is, or would be, in USD; undefined where the operation failed. */
  readonly monthly: number | undefined;
  /** The state after an update that succeeded. */
  readonly deployment: Deployment | undefined;
}

/** Who asks the packs: for whom, of which stack, by which settings. */
export interface Judge {
  readonly context: Context;
  readonly session: Session;
  readonly file: StackFile;
  readonly settings: Settings;
}

/**
 * Runs an operation with the packs. Where something can be lost, an update is previewed first: rules on what stands
 * between resources, what is protected and what it all costs are known by then, and nothing has happened yet.
 *
 * @throws Failure "refused" where it would take from a slot what its tasks start with.
 */
export async function operateJudged(judge: Judge, operation: "up" | "preview"): Promise<Judged> {
  const { session, settings } = judge;
  if (operation === "preview") return judgedPreview(judge);
  const { deployment } = session;
  if (tierSizes[settings.tier].protected || protectedIn(deployment).length > 0 || dropsEntries(settings, deployment)) {
    const rehearsed = await judgedPreview(judge);
    if (stopped(rehearsed)) return rehearsed;
    const operated = await operate(judge, "up");
    return {
      ...operated,
      findings: [...costOnly(rehearsed.findings), ...operated.findings],
      monthly: rehearsed.monthly,
    };
  }
  const operated = await operate(judge, "up");
  return operated.exitCode === 0 ? withCost(judge, operated, resourcesOf(operated.deployment)) : operated;
}

/** Whether it failed, or a rule that it was asked for refuses it. */
export const stopped = ({ exitCode, findings }: Judged): boolean => exitCode !== 0 || findings.some(isMandatory);

async function judgedPreview(judge: Judge): Promise<Judged> {
  const operated = await operate(judge, "preview");
  if (operated.exitCode !== 0) return operated;
  const { file, session } = judge;
  const refusal = inUseRefusal(file.stack, session.deployment, operated.events);
  if (refusal !== undefined) throw refusal;
  const planned = plannedResources(operated.events).map(({ urn, type, inputs = {} }) => ({
    ...{ type, inputs, outputs: {} },
    name: urn.slice(urn.lastIndexOf("::") + 2),
  }));
  return withCost(judge, operated, planned);
}

async function operate(judge: Judge, operation: "up" | "preview"): Promise<Judged> {
  const { session, file } = judge;
  const operated = await asking(judge, factsOf(judge), (packs) => session.operate(operation, packs));
  const done = operation === "up" && operated.exitCode === 0;
  return {
    ...operated,
    findings: policyResults(operated.events),
    monthly: undefined,
    deployment: done ? await session.workspace.pulumi.export(file.stack) : undefined,
  };
}

/** Adds what the rule on cost says of these resources; it is asked only where there is something for it to say. */
async function withCost(judge: Judge, judged: Judged, resources: Resources): Promise<Judged> {
  const { session, settings } = judge;
  const { monthly } = estimateOf(settings, resources);
  const { budget } = settings.cost;
  if (monthly <= budget || !session.workspace.packs.some(({ name }) => name === costRule.pack))
    return { ...judged, monthly };
  // The pack says how much it matters in this tier, and whether it is excepted.
  const facts = { ...factsOf(judge), cost: { estimate: monthly, budget } };
  const { events } = await asking(judge, facts, (packs) => session.workspace.pulumi.analyze(packs, stackAlone(judge)));
  return { ...judged, monthly, findings: [...judged.findings, ...costOnly(policyResults(events))] };
}

const costOnly = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ pack, rule }) => pack === costRule.pack && rule === costRule.rule);

/** A state that holds nothing but what stands for the stack. */
function stackAlone({ file: { stack } }: Judge): Deployment {
  const type = "pulumi:pulumi:Stack";
  return {
    version: 3,
    deployment: { resources: [{ urn: `urn:pulumi:${stack}::promenade::${type}::promenade-${stack}`, type }] },
  };
}

const factsOf = ({ file, settings }: Judge): Facts => ({ flow: flowOf(file), settings });

const asking = async <T>(judge: Judge, facts: Facts, work: (packs: readonly string[]) => Promise<T>): Promise<T> =>
  askingEach(judge, await joinPacks(judge.session.workspace.packs), facts, work);

const askingEach = <T>(
  { context: { checkout } }: Judge,
  packs: readonly PackProcess[],
  facts: Facts,
  work: (packs: readonly string[]) => Promise<T>,
): Promise<T> => withPacks(packs, (pack) => packConfiguration(checkout, pack, facts), work);

/** Why packs could not judge an operation that failed; undefined where they could. */
export async function packTrouble(judge: Judge, { events }: Judged): Promise<Error | undefined> {
  if (!packsMissing(events)) return ruleFailure(errors(events));
  const { pulumi, packs } = judge.session.workspace;
  // Pulumi has said why to its user only: asked again, it says the same to us, and each pack by itself which one it is.
  const { printed } = await askingEach(judge, packs, factsOf(judge), (args) => pulumi.analyze(args, stackAlone(judge)));
  return packFailure(printed);
}
