import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventSchema, type RolloutEvent } from "../../../core/rollout/evidence";
import type { LocalCloud } from "../local-cloud";

/** The evidence of a stack, oldest first. */
export function eventsOf({ root }: LocalCloud, stack: string): readonly RolloutEvent[] {
  const folder = join(root, "evidence", stack);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("events") || /\d{4}.*\.json$/.test(name))
    .filter((name) => name.endsWith(".json") && !name.includes("lease"))
    .sort()
    .map((name) => eventSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))));
}
