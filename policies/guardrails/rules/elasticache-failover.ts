import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const elasticacheFailover: ResourceRule = {
  name: "elasticache-failover",
  description: "A replica takes over when a cache's primary node fails.",
  area: "ElastiCache",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["ElastiCache.3"],
  checkov: ["CKV2_AWS_50"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  judge: (cache) => [on(cache, "automaticFailoverEnabled"), on(cache, "multiAzEnabled")],
};
