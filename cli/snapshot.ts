import { snapshotName } from "../core/restore";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import { openDatabases, type Snapshot } from "./ports/databases";
import { withSession, type Session } from "./session";
import { readStackFile, type StackFile } from "./stack-file";
import { databaseOf } from "./stores";
import { cloudName, cloudOf } from "./workspace";

/** Keeps what a stack's database holds now; for the command below, and for what goes ahead only after it. */
export async function takeSnapshot(
  { workspace, deployment }: Session,
  { stack, config }: StackFile,
  purpose: string,
): Promise<Snapshot> {
  const { identifier, like } = databaseOf(stack, deployment);
  const databases = await openDatabases(workspace.endpoint, String(config["aws:region"]));
  try {
    return await databases.snapshot(identifier, snapshotName(identifier, purpose, new Date()), like.tags);
  } finally {
    databases.close();
  }
}

/** `snapshot`, and with `list` the snapshots that there are. */
export async function snapshot(context: Context, list: boolean): Promise<number> {
  const { checkout, options, output } = context;
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const cloud = cloudOf(context, file);
  output.say(`snapshot ${file.stack} in ${cloudName[cloud]}`);
  const snapshots = await withSession(context, "snapshot", file, cloud, (session) =>
    list ? listOf(session, file) : takeSnapshot(session, file, "asked").then((taken) => [taken]),
  );
  output.result({ stack: file.stack, snapshots }, () =>
    snapshots.length === 0
      ? `${file.stack}: there are none`
      : snapshots.map(({ name, kind, at }) => `${name}  ${kind}  ${at}`).join("\n"),
  );
  return exitCodes.done;
}

async function listOf({ workspace, deployment }: Session, { stack, config }: StackFile): Promise<readonly Snapshot[]> {
  const { identifier } = databaseOf(stack, deployment);
  const databases = await openDatabases(workspace.endpoint, String(config["aws:region"]));
  try {
    return await databases.snapshots(identifier);
  } finally {
    databases.close();
  }
}
