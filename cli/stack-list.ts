import { isPullRequest, placeOf, scopeOf } from "../core/flow";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import { writeStepOutputs } from "./ports/step-outputs";
import { flowOf, readStackFile, stacksWithFile } from "./stack-file";
import { cloudOf } from "./workspace";

/** One stack, as a workflow's matrix wants it. */
export interface ListedStack {
  readonly stack: string;
  /** As its flow calls it. */
  readonly environment: string;
  /** What the names of its variables at GitHub start with, before the underscore. */
  readonly scope: string;
  readonly cloud: string;
}

/** `stacks`: those that have a file; environments of pull requests come and go, and are none of them. */
export async function listStacks(context: Context, options: { readonly stepOutputs?: boolean }): Promise<number> {
  const { checkout, output, environment } = context;
  const asked = context.options.stack;
  const names = asked === undefined ? stacksWithFile(checkout) : [readStackFile(checkout, asked).stack];
  const stacks = names
    .filter((stack) => !isPullRequest(stack))
    .flatMap((stack): readonly ListedStack[] => {
      const file = readStackFile(checkout, stack);
      const place = placeOf(flowOf(file), stack);
      if (place === undefined) return [];
      return [{ stack, environment: place.name, scope: scopeOf(stack), cloud: cloudOf(context, file) }];
    });
  if (options.stepOutputs === true) writeStepOutputs(environment, { stacks });
  output.result({ stacks }, () => stacks.map(({ stack, cloud }) => `${stack} (${cloud})`).join("\n"));
  return exitCodes.done;
}
