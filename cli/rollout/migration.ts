import type { Outputs } from "../../core/outputs";
import { standingOf } from "../../core/rollout/standing";
import { recordOf } from "../deployment";
import { Failure } from "../failure";
import type { Deployment } from "../ports/pulumi";
import { migrate } from "../ports/tasks";
import { endpointFor } from "../workspace";
import type { Environment } from "./environment";
import type { Journal } from "./journal";

interface Asked {
  readonly deployment: Deployment | undefined;
  readonly outputs: Outputs;
  readonly release: string;
  readonly rollout: string;
}

/**
 * Migrates the database for a release, and writes it down. One that fails ends its rollout: no request has moved, and
 * the next deploy migrates anew, where a crash is gone on from with the task that it has left running.
 */
export async function migrateFor(
  { context, file, cloud }: Environment,
  { deployment, outputs, release, rollout }: Asked,
  journal: Journal,
): Promise<void> {
  const { ongoing } = standingOf(await journal.events());
  const oneWay = ongoing?.direction === "forward" && ongoing.started.oneWay;
  const migration = recordOf(deployment)?.migration ?? null;
  if (migration === null) throw new Error("a migration is registered before it is run");
  const endpoint = await endpointFor(context, cloud);
  try {
    await migrate(endpoint, outputs, migration, `${file.stack}-${migration.revision}`);
  } catch (error) {
    if (error instanceof Failure) {
      const reason = `the migration for ${release} failed: ${error.problems[0]?.found ?? "no reason given"}`;
      await journal.note({ kind: "rollout ended", rollout, outcome: "failed", reason });
    }
    throw error;
  }
  await journal.note({ kind: "migrated", rollout, release, oneWay });
}
