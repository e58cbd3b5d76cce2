import { randomUUID } from "node:crypto";
import { dataActions, type DataAction } from "../core/config/data";
import type { Outputs } from "../core/outputs";
import { slots, type Slot } from "../core/release";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { outputsOf } from "./deployment";
import { exitCodes, failed, refused } from "./failure";
import { observe } from "./ports/traffic";
import { runOnce } from "./ports/tasks";
import { withSession } from "./session";
import { readStackFile, settingsOf } from "./stack-file";
import { cloudName, cloudOf } from "./workspace";

/**
 * `data seed|reset|refresh`: commands of the app's own image, run once as a task beside the live slot. Whoever runs this
 * needs no way to the database, which has none from outside its network, and no password of it.
 */
export async function changeData(context: Context, action: DataAction): Promise<number> {
  const { checkout, options, output } = context;
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const cloud = cloudOf(context, file);
  const settings = settingsOf(file);
  refuseData(settings, action);
  output.say(`data ${action} ${file.stack} in ${cloudName[cloud]}`);
  await withSession(context, `data ${action}`, file, cloud, async ({ workspace, deployment }) => {
    const outputs = outputsOf(deployment);
    if (outputs === undefined) throw notUp(file.stack);
    const place = await livePlace(outputs, workspace.endpoint);
    if (place === undefined) throw notUp(file.stack);
    for (const name of dataActions[action]) {
      const command = settings.data[name];
      output.say(`  ${command.join(" ")}`);
      const asked = { ...place, command, startedBy: `promenade data ${action}`, clientToken: randomUUID() };
      await runOnce(workspace.endpoint, outputs.region, asked);
    }
  });
  output.result({ stack: file.stack, action, done: dataActions[action] }, () => `${file.stack}: ${told[action]}`);
  return exitCodes.done;
}

const told: Readonly<Record<DataAction, string>> = {
  seed: "sample data are there",
  reset: "its data are gone",
  refresh: "its data were made anew",
};

/** @throws Failure, refused, where data is real or not in a database that outlives a task. */
function refuseData({ stack, tier, database }: Settings, action: DataAction): void {
  if (!tierSizes[tier].data.reset) {
    throw refused({
      where: `data ${action}`,
      wrong: `the data of ${stack} are real: they are never reset or seeded`,
      found: `tier ${tier}`,
      allowed: "environments whose data may be made anew",
      change: "name another stack; what went wrong here comes back by: npx promenade restore",
    });
  }
  if (database !== undefined) return;
  throw refused({
    where: `data ${action}`,
    wrong: `${stack} has no database that outlives a task`,
    found: `tier ${tier}, SQLite on each task`,
    allowed: "environments with a database",
    change: "nothing: each of its tasks starts with sample data",
  });
}

/** The first service's tasks in the slot that most requests get; undefined while none gets any. */
async function livePlace({ cluster, services, ...rest }: Outputs, endpoint: Parameters<typeof observe>[0]) {
  const [first] = Object.entries(services);
  if (first === undefined) return undefined;
  const [container, one] = first;
  const { weights } = await observe(endpoint, { cluster, services, ...rest });
  const shares = weights[container];
  const shareOf = (slot: Slot): number => shares?.[slot] ?? 0;
  const live = slots.reduce((most, slot) => (shareOf(slot) > shareOf(most) ? slot : most));
  return shareOf(live) === 0 ? undefined : { cluster, container, service: one.slots[live].service };
}

const notUp = (stack: string) =>
  failed({
    where: stack,
    wrong: "nothing runs there whose image could do it",
    found: "no release with traffic",
    allowed: "an environment that is up and serves a release",
    change: `bring it up: npx promenade up --stack ${stack}`,
  });
