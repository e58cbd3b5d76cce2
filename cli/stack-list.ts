import { isPullRequest, placeOf, scopeOf } from "../core/flow";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import { writeStepOutputs } from "./ports/step-outputs";
import { pullRequestFile } from "./pull-request-rules";
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

/** `stacks` */
export async function listStacks(context: Context, options: { readonly stepOutputs?: boolean }): Promise<number> {
  const stacks = stacksListed(context);
  const previews = previewsOf(context);
  if (options.stepOutputs === true) writeStepOutputs(context.environment, { stacks, previews });
  context.output.result({ stacks }, () => stacks.map(({ stack, cloud }) => `${stack} (${cloud})`).join("\n"));
  return exitCodes.done;
}

/** The environment at GitHub that pull requests' stacks share, if there is one. */
function previewsOf({ checkout }: Context): readonly { readonly github: string; readonly scope: string }[] {
  const [file] = pullRequestFile(checkout);
  const place = file && placeOf(flowOf(file), file.stack);
  return place === undefined ? [] : [{ github: place.name, scope: scopeOf(place.name) }];
}

/** Those that have a file, or the one that is asked for; pull requests' come and go, and are none of them. */
export function stacksListed(context: Context): readonly ListedStack[] {
  const { checkout } = context;
  const asked = context.options.stack;
  const names = asked === undefined ? stacksWithFile(checkout) : [readStackFile(checkout, asked).stack];
  return names
    .filter((stack) => !isPullRequest(stack))
    .flatMap((stack): readonly ListedStack[] => {
      const file = readStackFile(checkout, stack);
      const place = placeOf(flowOf(file), stack);
      if (place === undefined) return [];
      return [{ stack, environment: place.name, scope: scopeOf(stack), cloud: cloudOf(context, file) }];
    });
}
