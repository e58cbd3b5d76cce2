import { promotionSteps } from "../core/flow/promotion-steps";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import { writeStepOutputs } from "./ports/step-outputs";
import { routeOf } from "./promotion/route";

/** `flow --promotion`: the jobs that a workflow makes of a promotion, in their order. */
export async function showPromotionSteps(
  context: Context,
  environments: readonly string[],
  { critical, stepOutputs }: { readonly critical?: boolean; readonly stepOutputs?: boolean },
): Promise<number> {
  const { flow, path } = routeOf(context, environments);
  const waves = promotionSteps(flow, path, critical === true);
  const { stack, scope } = waves[0] ?? { stack: path.to, scope: "" };
  if (stepOutputs === true) writeStepOutputs(context.environment, { waves, stack, scope });
  context.output.result({ waves }, () =>
    waves
      .map(({ wave, stack: first, gate, approvals }) => {
        const asked = gate === "" ? "no approval" : `${gate}, ${approvals.length} times`;
        return `${wave === "" ? first : `${wave} (${first})`}: ${asked}`;
      })
      .join("\n"),
  );
  return exitCodes.done;
}
