import { setTimeout as sleep } from "node:timers/promises";
import type { Request, Weights } from "../../core/release";
import { commonWeights, sameWeights, showShares } from "../../core/rollout/shares";
import { standingOf } from "../../core/rollout/standing";
import type { Context } from "../context";
import { exitCodes, failed, firstLineOf, refused } from "../failure";
import { openEvidence } from "../ports/evidence/open";
import { whoami } from "../ports/identity";
import { openTraffic, readyTraffic, type TrafficPort } from "../ports/traffic";
import { endpointFor } from "../workspace";
import { recordAtGitHub } from "./at-github";
import { drive, type RolloutPorts } from "./drive";
import { directPlace } from "./direct-place";
import { announce, environmentOf, policyOf } from "./environment";
import { Journal } from "./journal";
import { newRollback, type RolloutReport } from "./run";
import { openRollbackIssue } from "./rollback-issue";
import { Updates } from "./updates";
import { secondsSince } from "../took";

/** How often (ms) it is looked whether the weights stand while somebody else's update is under way. */
const poll = 200;

/**
 * A rollback past Pulumi: the rules' weights by the cloud's API, for when the state is locked or its backend is away.
 * It touches rules alone, writes them anew for as long as the update goes on that it raced with, and then lets the
 * record learn of it.
 */
export async function rollBackDirectly(
  context: Context,
  stack: string,
  { reason, forced }: { readonly reason: string; readonly forced: boolean },
): Promise<number> {
  const began = Date.now();
  const environment = environmentOf(context, stack, "rollback --direct");
  announce(environment);
  const { cloud } = environment;
  const line = `promenade ${environment.command}`;
  const endpoint = await endpointFor(context, cloud);
  const [{ outputs, record, alarms }] = await Promise.all([directPlace(environment, endpoint), readyTraffic()]);
  const [store, traffic, by] = await Promise.all([
    openEvidence(context, { cloud, stack, outputs }),
    openTraffic(endpoint, outputs, { alarms }),
    whoami(context.environment, cloud, outputs.region).catch(() => "unknown"),
  ]);
  try {
    const journal = new Journal(store, context.output, { by, command: line }, true);
    // Whoever drives learns of it by the lease that is gone.
    const lease = await store.take({ owner: by, command: line }, { force: true }).catch(() => undefined);
    const ports: RolloutPorts = {
      look: async () => {
        const [seen, events] = await Promise.all([traffic.look(), journal.events()]);
        return { now: Date.now(), record, ...seen, standing: standingOf(events) };
      },
      ask: async (request) => {
        await traffic.write(weightsIn(request, stack));
        return true;
      },
      forget: () => undefined,
      refresh: () => Promise.resolve(),
      note: (event) => journal.note(event),
      migrate: impossible,
      verify: impossible,
      keepLease: () => Promise.resolve(),
      pause: () => sleep(poll),
      tell: (says) => context.output.say(`  ${says}`),
      show: () => undefined,
    };
    const command = newRollback({ reason, forced, direct: true });
    const ended = await drive(ports, command, policyOf(environment));
    const durationSeconds = secondsSince(began);
    const report: RolloutReport = { stack, ...ended, durationSeconds };
    context.output.result(report, () => `${stack}: ${ended.says} (${durationSeconds} s)`);
    await settle(traffic, new Updates(environment, true), context);
    await journal.settle();
    if (lease && "release" in lease) await lease.release();
    await recordAtGitHub(environment, command, ended);
    await openRollbackIssue(environment, command, ended);
    return exitCodes.done;
  } finally {
    traffic.close();
    store.close();
  }
}

function weightsIn(request: Request, stack: string): Weights {
  if (request.kind === "traffic") return request.weights;
  throw refused({
    where: stack,
    wrong: "the slot to go back to has to be brought to its full size first, and --direct touches rules only",
    found: "a standby",
    allowed: "a slot at full size",
    change: `npx promenade rollback --stack ${stack} --reason TEXT, once the state is free; or scale its services by hand`,
  });
}

const impossible = (): Promise<never> => Promise.reject(new Error("a rollback neither migrates nor checks"));

/** Whoever was at work may still write other weights: they are written anew until the record can learn of them. */
async function settle(traffic: TrafficPort, updates: Updates, { output }: Context): Promise<void> {
  const meant = commonWeights(await traffic.weights());
  if (meant === undefined) return;
  const over = new AbortController();
  const recording = updates.refresh().finally(() => over.abort());
  recording.catch(() => undefined); // Told below, once the weights stand.
  while (!over.signal.aborted) {
    await hold(traffic, meant, output);
    await sleep(poll);
  }
  const overwritten = await hold(traffic, meant, output);
  await recording.catch((error: unknown) => {
    throw unrecorded(error);
  });
  if (overwritten) await updates.refresh();
}

/** @returns whether somebody had changed them. */
async function hold(traffic: TrafficPort, meant: Weights, output: Context["output"]): Promise<boolean> {
  const live = await traffic.weights();
  const common = commonWeights(live);
  if (common !== undefined && sameWeights(common, meant)) return false;
  output.say(`  somebody else has written ${showShares(live)}: put back`);
  await traffic.write(meant);
  return true;
}

const unrecorded = (error: unknown) =>
  failed({
    where: "record",
    wrong: "traffic is where it should be, and the record has not learnt of it",
    found: firstLineOf(error),
    allowed: "a state that can be read and written",
    change: "once it can: npx promenade rollback --reason TEXT again; it moves nothing, and reads the weights in",
  });
