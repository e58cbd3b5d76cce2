import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const elasticacheEncrypted: ResourceRule = {
  name: "elasticache-encrypted",
  description: "Caches are encrypted at rest.",
  area: "ElastiCache",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ElastiCache.4"],
  checkov: ["CKV_AWS_29"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  judge: (cache) => [on(cache, "atRestEncryptionEnabled")],
};
