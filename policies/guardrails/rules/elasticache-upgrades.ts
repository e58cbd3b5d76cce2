import { notOff } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const elasticacheUpgrades: ResourceRule = {
  name: "elasticache-upgrades",
  description: "AWS brings caches up to their engine's newest minor version.",
  area: "ElastiCache",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["ElastiCache.2"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  judge: (cache) => [notOff(cache, "autoMinorVersionUpgrade")],
};
