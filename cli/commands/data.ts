import type { DataAction } from "../../core/config/data";
import type { CommandDefinition } from "../command";
import { operations } from "../operations";

const verb = (action: DataAction, summary: string, examples: readonly string[]): CommandDefinition => ({
  name: `data ${action}`,
  summary,
  examples,
  run: async (context) => operations.data().changeData(context, action),
});

export const dataSeed = verb("seed", "fill an environment's database with sample data", ["data seed --stack dev"]);

export const dataReset = verb("reset", "empty an environment's database; refused where data is real", [
  "data reset --stack dev",
]);

export const dataRefresh = verb("refresh", "make an environment's data anew: reset, then seed; for a weekly schedule", [
  "data refresh --stack stage",
]);
