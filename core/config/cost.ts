import { defaultAssumptions, type Assumptions } from "../cost/assumptions";
import type { TierSize } from "../tier-size";
import type { Config } from "./keys";

export interface CostSettings {
  /** USD a month that the environment may cost; whoever is to know is told before and when it costs more. */
  readonly budget: number;
  readonly assumptions: Assumptions;
}

export const chooseCost = ({ cost = {} }: Config, size: TierSize): CostSettings => ({
  budget: cost.budget ?? size.budget,
  assumptions: { ...defaultAssumptions, ...(cost.assumptions as Partial<Assumptions> | undefined) },
});
