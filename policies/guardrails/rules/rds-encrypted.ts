import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const rdsEncrypted: ResourceRule = {
  name: "rds-encrypted",
  description: "Databases are encrypted at rest.",
  area: "RDS",
  severity: "critical",
  mandatoryIn: everyTier,
  fsbp: ["RDS.3", "RDS.27"],
  checkov: ["CKV_AWS_16", "CKV_AWS_96"],
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  judge: (database) => [on(database, "storageEncrypted")],
};
