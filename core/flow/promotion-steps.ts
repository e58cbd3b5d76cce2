import { scopeOf, type Flow } from "../flow";
import { gateName } from "../github/delivery";
import { entryOf, groupsOf } from "../promotion/waves";
import { approvalsNeeded } from "./approval";
import type { Path } from "./path-schema";

/** What one wave of a promotion is to a workflow; an environment without regions is one wave. */
export interface PromotionStep {
  /** Empty where the environment has no regions. */
  readonly wave: string;
  /** The first of its stacks, whose GitHub environment the job runs in. */
  readonly stack: string;
  /** What the names of that environment's variables start with, before the underscore. */
  readonly scope: string;
  /** GitHub's environment that asks for approval; empty where none is needed. */
  readonly gate: string;
  /** As many numbers as different people have to approve: one yes passes one job. */
  readonly approvals: readonly number[];
}

/** The jobs of a promotion, in their order. */
export function promotionSteps({ environments }: Flow, path: Path, critical: boolean): readonly PromotionStep[] {
  const { to } = path;
  return groupsOf(to, to, environments[to]?.regions).map((group) => {
    const { wave = "", stacks } = group;
    const [stack = to] = stacks;
    const needed = approvalsNeeded(entryOf(path, group), critical);
    const gated = needed > 0 || path.waitMinutes > 0;
    return {
      ...{ wave, stack, scope: scopeOf(stack) },
      gate: gated ? gateName(wave === "" ? stack : `${to}-${wave}`) : "",
      approvals: Array.from({ length: gated ? Math.max(needed, 1) : 0 }, (_, at) => at + 1),
    };
  });
}
