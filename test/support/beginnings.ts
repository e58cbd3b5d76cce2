import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployed } from "./rollout/deployed";

/** A local cloud that commands are run in. */
interface Cloud {
  readonly root: string;
  must(...args: readonly string[]): Promise<string>;
}

interface Recipe {
  readonly after?: Beginning;
  readonly commands: readonly (readonly string[])[];
}

/** What many specs begin with: made by the real engine once in a lane, then copied, for a copy has the same ports. */
const recipes = {
  "dev is up": { commands: [["up"]] },
  "2.0.0 waits in green": { after: "dev is up", commands: [deployed("2.0.0", "--no-shift")] },
} as const satisfies Readonly<Record<string, { readonly after?: string } & Omit<Recipe, "after">>>;

export type Beginning = keyof typeof recipes;

/** Names the folder that a lane's specs share; a spec that is run by itself has one of its own. */
export const sharedFolder = "PROMENADE_TEST_LANE";

function shared(): string {
  const given = process.env[sharedFolder];
  if (given !== undefined) return given;
  const own = mkdtempSync(join(tmpdir(), "promenade-lane-"));
  process.once("exit", () => rmSync(own, { recursive: true, force: true }));
  return (process.env[sharedFolder] = own);
}

/** Brings a cloud that has nothing yet to where the spec begins, and lets it serve. */
export async function bringTo(beginning: Beginning, cloud: Cloud, another: () => Cloud): Promise<void> {
  const kept = join(shared(), beginning);
  if (!existsSync(kept)) {
    const { after, commands }: Recipe = recipes[beginning];
    const made = another();
    if (after !== undefined) await bringTo(after, made, another);
    for (const command of commands) await made.must(...command);
    await made.must("sandbox", "stop");
    renameSync(made.root, kept);
  }
  cpSync(kept, cloud.root, { recursive: true, verbatimSymlinks: true });
  await cloud.must("sandbox", "start");
}
