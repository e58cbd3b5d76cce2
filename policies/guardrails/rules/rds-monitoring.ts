import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const rdsMonitoring: ResourceRule = {
  name: "rds-monitoring",
  description: "Databases report how their operating system is doing.",
  area: "RDS",
  severity: "low",
  mandatoryIn: fromStage,
  fsbp: ["RDS.6"],
  checkov: ["CKV_AWS_118"],
  types: ["aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"],
  judge: (database) => [
    property(database, "monitoringInterval", {
      holds: (seconds) => [1, 5, 10, 15, 30, 60].includes(Number(seconds)),
      required: "1, 5, 10, 15, 30 or 60 seconds",
      change: "set monitoringInterval, and monitoringRoleArn",
    }),
  ],
};
