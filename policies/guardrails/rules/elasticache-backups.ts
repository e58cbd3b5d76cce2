import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const elasticacheBackups: ResourceRule = {
  name: "elasticache-backups",
  description: "Caches can be restored from a snapshot.",
  area: "ElastiCache",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["ElastiCache.1"],
  checkov: ["CKV_AWS_134"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  judge: (cache) => [
    property(cache, "snapshotRetentionLimit", {
      holds: (days) => Number(days) >= 1,
      required: "at least 1 day",
      change: "set snapshotRetentionLimit",
    }),
  ],
};
