import { repositorySchema } from "../core/config/repository";
import type { Flow } from "../core/flow";
import { deliveryOf } from "../core/github/delivery";
import { offers } from "../core/github/plan-limits";
import { InvalidInput } from "../core/problem";
import { flowOf, readStackFile, stacksWithFile } from "./stack-file";

/** What a flow says and GitHub will not enforce for the repository that a stack file names. */
export interface Unenforced {
  readonly stack: string;
  readonly says: string;
}

/** Read by itself: what else is wrong in a stack file is for its own commands to say. */
export const unenforcedIn = (checkout: string, flow: Flow): readonly Unenforced[] =>
  stacksWithFile(checkout).flatMap((stack) => {
    const { data: repository } = repositorySchema.safeParse(repositoryOf(checkout, stack, flow));
    if (repository === undefined) return [];
    const warnings = offers(repository).warnings(deliveryOf(flow, stack, repository));
    return warnings.map((says) => ({ stack, says }));
  });

/** As its file has it; undefined where the file cannot be read, and where the stack walks another flow. */
function repositoryOf(checkout: string, stack: string, flow: Flow): unknown {
  try {
    const file = readStackFile(checkout, stack);
    return flowOf(file).name === flow.name ? file.config["promenade:repository"] : undefined;
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}
