import { isText, property } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

interface Config {
  readonly minimumDays: number;
}

/** A read replica is copied from what is backed up. */
export const rdsBackups: ResourceRule<Config> = {
  name: "rds-backups",
  description: "Databases can be restored to any minute of the last days.",
  area: "RDS",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["RDS.11"],
  checkov: ["CKV_AWS_133"],
  config: {
    properties: {
      minimumDays: {
        type: "integer",
        minimum: 1,
        maximum: 35,
        default: 7,
        description: "Days that automated backups are kept at least.",
      },
    },
    defaults: { minimumDays: 7 },
  },
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  judge: (database) => {
    if (isText(database.props.replicateSourceDb)) return [];
    const { minimumDays } = database.config;
    return [
      property(database, "backupRetentionPeriod", {
        // AWS keeps none where an instance does not say.
        holds: (days) => Number(days) >= minimumDays,
        required: `at least ${minimumDays} days`,
        change: "set backupRetentionPeriod (promenade:database.backupRetentionDays)",
      }),
    ];
  },
};
