import { monitoringLevels, type TierSize } from "../tier-size";
import { tierSizes, type Tier } from "../tiers";
import type { FlowEnvironment } from "./environment";
import { withOverrides } from "./size-override";

/**
 * The size of an environment: its tier's, with what the flow says of its own over it. A stack file may still override it; when
 * it chooses another tier, the flow's sizes say nothing of that one.
 */
export function sizeIn(environment: FlowEnvironment, tier: Tier = environment.tier): TierSize {
  const ingress = environment.ingress ?? tierSizes[tier].ingress;
  if (tier !== environment.tier) return { ...tierSizes[tier], ingress };
  const { sizes, monitoring } = environment;
  const size = withOverrides(tierSizes[tier], sizes);
  const { bounds } = size;
  return {
    ...size,
    ingress,
    monitoring: monitoring ?? size.monitoring,
    bounds: { ...bounds, monitoring: withLower(bounds.monitoring, monitoring) },
  };
}

/** A flow may watch an environment less closely than its tier would, never in ways that the tier has no room for. */
function withLower(
  allowed: TierSize["bounds"]["monitoring"],
  chosen: TierSize["monitoring"] | undefined,
): TierSize["bounds"]["monitoring"] {
  const [lowest] = allowed;
  if (chosen === undefined || lowest === undefined) return allowed;
  const at = monitoringLevels.indexOf(chosen);
  return at < monitoringLevels.indexOf(lowest)
    ? [...monitoringLevels.slice(at, monitoringLevels.indexOf(lowest)), ...allowed]
    : allowed;
}
