import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const rdsSnapshotTags: ResourceRule = {
  name: "rds-snapshot-tags",
  description: "Snapshots of a database say whose they are.",
  area: "RDS",
  severity: "low",
  mandatoryIn: everyTier,
  fsbp: ["RDS.16", "RDS.17"],
  checkov: ["CKV2_AWS_60", "CKV_AWS_313"],
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  judge: (database) => [on(database, "copyTagsToSnapshot")],
};
