import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const elasticacheTls: ResourceRule = {
  name: "elasticache-tls",
  description: "Caches are reached over TLS.",
  area: "ElastiCache",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ElastiCache.5"],
  checkov: ["CKV_AWS_30"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  judge: (cache) => [on(cache, "transitEncryptionEnabled")],
};
