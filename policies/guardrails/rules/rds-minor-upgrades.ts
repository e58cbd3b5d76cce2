import { notOff } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const rdsMinorUpgrades: ResourceRule = {
  name: "rds-minor-upgrades",
  description: "AWS brings databases up to their engine's newest minor version.",
  area: "RDS",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["RDS.13"],
  checkov: ["CKV_AWS_226"],
  types: ["aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"],
  judge: (database) => [notOff(database, "autoMinorVersionUpgrade")],
};
