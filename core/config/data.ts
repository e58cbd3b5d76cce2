import type { Config } from "./keys";

/** What the app's own image runs to fill or empty its database; a list of words, as a container takes its command. */
export interface DataCommands {
  readonly seed: readonly string[];
  readonly reset: readonly string[];
}

/** Scripts that an image has by convention, where the stack file names none. */
const conventional: DataCommands = { seed: ["npm", "run", "data:seed"], reset: ["npm", "run", "data:reset"] };

export const chooseDataCommands = ({ data = {} }: Config): DataCommands => ({
  seed: data.seed ?? conventional.seed,
  reset: data.reset ?? conventional.reset,
});

/** What `promenade data` can do, each as the commands it is made of; a refresh makes all data anew. */
export const dataActions = {
  seed: ["seed"],
  reset: ["reset"],
  refresh: ["reset", "seed"],
} as const satisfies Record<string, readonly (keyof DataCommands)[]>;

export type DataAction = keyof typeof dataActions;
