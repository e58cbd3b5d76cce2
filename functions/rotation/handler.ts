import type { Client } from "pg";
import type { DatabaseAddress } from "../../core/credentials";
import { connected, masterConfig } from "./connection";
import { databaseRotator } from "./database";
import { keyRotator } from "./keys";
import { prepare } from "./prepare";
import { rotate, type RotationEvent } from "./rotate";
import { olderTaskRunsIn } from "./tasks";
import { SecretsManager } from "./vault";

/** Asked once when the environment is new: `entry` is the ARN of its database's entry. */
export interface PrepareEvent {
  readonly Step: "prepare";
  readonly entry: string;
}

const vault = new SecretsManager();

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`the function has no ${name} in its environment`);
  return value;
};

const address = (): DatabaseAddress => ({
  endpoint: setting("DATABASE_ENDPOINT"),
  databaseName: setting("DATABASE_NAME"),
});

/** The master's password changes on RDS's own clock: it is read anew each time. */
async function asMaster(work: (client: Client) => Promise<void>): Promise<void> {
  const entry = await vault.read(setting("MASTER_SECRET"), "AWSCURRENT");
  if (entry === undefined) throw new Error("the database's master secret has no value");
  await connected(masterConfig(address(), entry), work);
}

/** What Lambda calls. An error is a step that did not happen; Secrets Manager tries again later. */
export async function handler(event: RotationEvent | PrepareEvent): Promise<void> {
  if ("entry" in event) return prepare(vault, event.entry, address(), asMaster);
  await rotate(event, {
    vault,
    olderTaskRuns: olderTaskRunsIn(setting("CLUSTER")),
    rotators: {
      keys: keyRotator,
      ...(process.env["MASTER_SECRET"] !== undefined && { database: databaseRotator(address(), asMaster) }),
    },
  });
}
