import { isText, property } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const elasticacheSubnetGroup: ResourceRule = {
  name: "elasticache-subnet-group",
  description: "Caches stand in subnets that were chosen for them.",
  area: "ElastiCache",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ElastiCache.7"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  judge: (cache) => [
    property(cache, "subnetGroupName", {
      holds: (group) => isText(group) && group !== "default",
      required: "a subnet group of its own",
      change: "set subnetGroupName",
    }),
  ],
};
