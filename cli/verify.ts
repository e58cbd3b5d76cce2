import type { Recorded } from "../core/record";
import type { Slot } from "../core/release";
import type { CheckResult, EventOf } from "../core/rollout/evidence";
import { highestShare } from "../core/rollout/shares";
import { runs, slotToVerify, wayTo } from "../core/verification/choice";
import { allPassed } from "../core/verification/verified";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { deployed } from "./deployed";
import { recordOf } from "./deployment";
import { exitCodes, failed, refused } from "./failure";
import { openEvidence } from "./ports/evidence/open";
import type { EvidenceStore } from "./ports/evidence/store";
import { whoami } from "./ports/identity";
import { observe } from "./ports/traffic";
import { addressesOf, environmentOf, type Environment } from "./rollout/environment";
import { takeLease } from "./rollout/lease";
import { reportText, type VerifyReport } from "./verification/report";
import { verifySlot } from "./verification/verify-slot";
import { wishFrom, type Wish } from "./verification/wish";
import { endpointFor } from "./workspace";

/** `verify`: checks a slot and writes down what came of it. Weights, slots and records stay as they are. */
export async function verify(context: Context, given: Readonly<Record<string, unknown>>): Promise<number> {
  const flags = ["load", "chaos"].filter((flag) => given[flag] === true).map((flag) => ` --${flag}`);
  const environment = environmentOf(context, context.options.stack ?? defaultStack, `verify${flags.join("")}`);
  const report = await verifyIn(environment, wishFrom(given, environment.settings.checks));
  context.output.result(report, () => reportText(report, context.output));
  return report.passed ? exitCodes.done : exitCodes.failed;
}

/** The same, with its result for who has asked. */
export async function verifyIn(environment: Environment, wish: Wish): Promise<VerifyReport> {
  const { context, file, cloud, command } = environment;
  const deployment = await deployed(context, file, file.stack);
  const outputs = addressesOf(environment, deployment);
  const record = recordOf(deployment);
  if (record === undefined) throw new Error("a stack with outputs has slots");
  const by = await whoami(context.environment, cloud, outputs.region);
  const store = await openEvidence(context, { cloud, stack: file.stack, outputs });
  try {
    const report = await alone(store, environment, wish, by, () => check(environment, wish, { outputs, record }));
    const { release, images, slot, passed, checks } = report;
    const event: EventOf<"verified"> = {
      ...{ kind: "verified", at: new Date().toISOString(), by, command },
      ...{ release, images, slot, passed, checks: [...checks] },
    };
    await store.append(event);
    return report;
  } finally {
    store.close();
  }
}

interface Subject {
  readonly outputs: ReturnType<typeof addressesOf>;
  readonly record: Recorded;
}

async function check(environment: Environment, wish: Wish, { outputs, record }: Subject): Promise<VerifyReport> {
  const { context, cloud, file, settings } = environment;
  const { stack } = file;
  const endpoint = await endpointFor(context, cloud);
  const { weights } = await observe(endpoint, outputs);
  const slot = wish.slot ?? slotToVerify(record, weights);
  const release = slot && runs(record, slot) ? record.slots[slot].release : null;
  if (slot === undefined || release === null) throw nothingThere(slot, stack);
  const share = highestShare(weights, slot);
  if (wish.chaos && share > 0) throw usersThere(slot, share, stack);
  const way = wayTo(weights, slot);
  context.output.say(`  ${release} in ${slot}, ${way === "live" ? "as users come to it" : "by its test route"}`);
  tellLeftOut(environment, wish);
  const asked = { ...wish, endpoint, outputs, record, slot, way, checks: settings.checks };
  const tell = ({ name, passed }: CheckResult) => context.output.say(`  ${passed ? "passed" : "failed"}  ${name}`);
  const results = await verifySlot(asked, tell);
  const { weights: after } = await observe(endpoint, outputs);
  const checks = wayTo(after, slot) === way ? results : [...results, moved];
  return { stack, slot, release, images: record.slots[slot].images, way, passed: allPassed(checks), checks };
}

/** Load and chaos would be seen by the guard of a shift, so that there must be none meanwhile. */
async function alone<T>(
  store: EvidenceStore,
  { command, file }: Environment,
  { load, chaos }: Wish,
  owner: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!load && !chaos) return work();
  const lease = await takeLease(store, { owner, command, stack: file.stack, force: false });
  try {
    return await work();
  } finally {
    await lease.release();
  }
}

function tellLeftOut({ context, cloud, settings: { checks } }: Environment, { chaos }: Wish): void {
  if (!chaos || cloud !== "aws" || checks.chaos?.latencyMs === undefined) return;
  context.output.say("  left out  chaos: latency, which nothing of AWS adds to a slot's answers");
}

const moved: CheckResult = {
  name: "traffic",
  passed: false,
  found: "requests were moved while checks were made: run it again",
};

const nothingThere = (slot: Slot | undefined, stack: string) =>
  failed({
    where: stack,
    wrong: "there is nothing to check",
    found: `no tasks of a release in ${slot ?? "either slot"}`,
    allowed: "a slot that runs a release",
    change: `npx promenade deploy --stack ${stack} --release … --image … --no-shift`,
  });

const usersThere = (slot: Slot, share: number, stack: string) =>
  refused({
    where: "--chaos",
    wrong: "a slot that has requests loses no tasks on purpose",
    found: `${slot} has ${share} % of them`,
    allowed: "a slot without requests",
    change: `npx promenade deploy --stack ${stack} --release … --image … --no-shift, then verify --chaos`,
  });
