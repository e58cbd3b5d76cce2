import { InvalidInput } from "../core/problem";
import { nextRestoreStep, originText, restoredName, type Origin, type RestoreStep } from "../core/restore";
import { bringUp, operationFailure } from "./bring-up";
import type { Context } from "./context";
import { exitCodes, failed, refused } from "./failure";
import { openDatabases, type Databases } from "./ports/databases";
import { restoreSecret } from "./ports/vault";
import { withSession, type Session } from "./session";
import { readStackFile, settingsOf, stacksWithFile, type StackFile } from "./stack-file";
import { databaseOf, withDatabase, type RecordedDatabase } from "./stores";
import { cloudName, cloudOf } from "./workspace";

/** What the command line says of where the data is to come from. */
export interface RestoreOptions {
  readonly snapshot?: string;
  readonly time?: string;
  readonly latest?: boolean;
  /** An entry of the vault, `API_KEY`; nothing else is restored then. */
  readonly secret?: string;
  /** The stack's name once more, where data is real. */
  readonly confirm?: string;
}

/**
 * `restore`: another database out of what was kept, in the place of the one that there is. The old one is set aside
 * under another name. The update at the end gives the new one all of the tier's settings, and its users their passwords.
 */
export async function restore(context: Context, asked: RestoreOptions): Promise<number> {
  const { checkout, options, output } = context;
  if (options.stack === undefined) throw new InvalidInput([unnamed(checkout)]);
  if (asked.secret !== undefined) return bringBack(context, options.stack, asked.secret);
  const origin = originOf(asked);
  const file = readStackFile(checkout, options.stack);
  const cloud = cloudOf(context, file);
  const { tier, stack } = settingsOf(file);
  if (tier === "prod" && asked.confirm !== stack) throw refused(unconfirmed(stack, asked.confirm));
  output.say(`restore ${file.stack} to ${originText(origin)} in ${cloudName[cloud]}`);
  await withSession(context, "restore", file, cloud, async (session) => {
    const databases = await openDatabases(session.workspace.endpoint, String(file.config["aws:region"]));
    try {
      await replace(context, session, file, databases, origin);
    } finally {
      databases.close();
    }
  });
  return bringUp(context, "up");
}

/** A deleted entry of the vault, as it was: it takes nothing from anybody, so nothing has to be confirmed. */
async function bringBack(context: Context, stack: string, secret: string): Promise<number> {
  const file = readStackFile(context.checkout, stack);
  const cloud = cloudOf(context, file);
  const { environment, region } = settingsOf(file);
  const entry = `promenade/${environment.name}/${secret}`;
  context.output.say(`restore ${entry} in ${cloudName[cloud]}`);
  await withSession(context, "restore", file, cloud, ({ workspace }) =>
    restoreSecret(workspace.endpoint, region, entry),
  );
  context.output.result({ stack, restored: entry }, () => `${entry} is there again`);
  return exitCodes.done;
}

async function replace(context: Context, session: Session, file: StackFile, databases: Databases, origin: Origin) {
  const database = databaseOf(file.stack, session.deployment);
  const { identifier, resourceId: recorded, managed } = database;
  const restoration = { identifier, recorded, managed, origin: originText(origin) };
  for (;;) {
    const [own, restored] = await Promise.all(
      [identifier, restoredName(identifier)].map((name) => databases.find(name)),
    );
    const step = nextRestoreStep(restoration, { own, restored });
    if (step.kind === "refuse") throw unfinished(identifier, step.unfinished);
    context.output.say(`  ${narration(step, identifier)}`);
    if (step.kind === "adopt") return adopt(session, file, database, step.resourceId);
    await carryOut(step, databases, database, origin);
  }
}

type Call = Exclude<RestoreStep, { kind: "adopt" | "refuse" }>;

async function carryOut(
  step: Call,
  databases: Databases,
  { identifier, like, keyArn }: RecordedDatabase,
  origin: Origin,
) {
  const restored = restoredName(identifier);
  switch (step.kind) {
    case "restore":
      return databases.restore(identifier, origin, restored, like);
    case "keep password":
      return databases.keepPassword(restored, keyArn);
    case "set aside":
      return databases.rename(identifier, step.as);
    case "take over":
      return databases.rename(restored, identifier);
  }
}

async function adopt({ workspace, operate }: Session, { stack }: StackFile, { urn }: RecordedDatabase, id: string) {
  const state = await workspace.pulumi.export(stack);
  if (state === undefined) return;
  await workspace.pulumi.import(stack, withDatabase(state, urn, id));
  const operated = await operate("refresh", ["--target", urn]);
  if (operated.exitCode !== 0) throw operationFailure("refresh", stack, operated);
}

function narration(step: Call | Extract<RestoreStep, { kind: "adopt" }>, identifier: string): string {
  switch (step.kind) {
    case "restore":
      return `${restoredName(identifier)}: made of what was kept; this takes a while`;
    case "keep password":
      return `${restoredName(identifier)}: a new master password, kept by RDS`;
    case "set aside":
      return `${identifier}: set aside as ${step.as}; delete it when nobody needs it any more`;
    case "take over":
      return `${restoredName(identifier)}: takes the name ${identifier}, and with it its address`;
    case "adopt":
      return `${identifier}: recorded as ${step.resourceId}`;
  }
}

function originOf({ snapshot, time, latest }: RestoreOptions): Origin {
  const given = [snapshot, time, latest].filter((one) => one !== undefined);
  if (given.length !== 1) throw new InvalidInput([ambiguous(given.length)]);
  if (snapshot !== undefined) return { snapshot };
  if (time === undefined) return "latest";
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(time)) throw new InvalidInput([noTime(time)]);
  return { time: new Date(time).toISOString() };
}

const unnamed = (checkout: string) => ({
  where: "--stack",
  wrong: "missing: restore takes no default",
  found: "nothing",
  allowed: stacksWithFile(checkout).join(", "),
  change: "name the stack whose database is to be restored: --stack dev",
});

const unconfirmed = (stack: string, confirmed: string | undefined) => ({
  where: "--confirm",
  wrong: `${stack} holds real data: putting other data in its place has to be confirmed`,
  found: confirmed ?? "nothing",
  allowed: stack,
  change: `if you are sure, add: --confirm ${stack}`,
});

const ambiguous = (count: number) => ({
  where: "restore",
  wrong: "it has to be told where the data comes from, once",
  found: count === 0 ? "none of them" : `${count} of them`,
  allowed: "one of --snapshot NAME, --time MOMENT and --latest",
  change: "list the snapshots with: npx promenade snapshot --list",
});

const noTime = (found: string) => ({
  where: "--time",
  wrong: "not a moment",
  found,
  allowed: "a moment with its time zone, such as 2026-01-31T18:00:00Z",
  change: "write it like that",
});

const unfinished = (identifier: string, origin: string) =>
  (origin === "unknown" ? failed : refused)({
    where: restoredName(identifier),
    wrong: "an instance of that name is there already",
    found: origin === "unknown" ? "one that no restore of ours has made" : `an unfinished restore to ${origin}`,
    allowed: "one restore at a time",
    change:
      origin === "unknown"
        ? "rename or delete that instance"
        : `finish it by the same command with ${origin}, or delete that instance`,
  });
