import { off } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const rdsPrivate: ResourceRule = {
  name: "rds-private",
  description: "Databases have no public address.",
  area: "RDS",
  severity: "critical",
  mandatoryIn: everyTier,
  fsbp: ["RDS.2"],
  checkov: ["CKV_AWS_17"],
  types: ["aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"],
  judge: (database) => [off(database, "publiclyAccessible")],
};
