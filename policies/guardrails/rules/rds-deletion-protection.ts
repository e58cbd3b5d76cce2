import { isText, on } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

/** A read replica holds nothing that its source does not. */
export const rdsDeletionProtection: ResourceRule = {
  name: "rds-deletion-protection",
  description: "AWS refuses to delete databases.",
  area: "RDS",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["RDS.7", "RDS.8"],
  checkov: ["CKV_AWS_139", "CKV_AWS_293"],
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  judge: (database) => (isText(database.props.replicateSourceDb) ? [] : [on(database, "deletionProtection")]),
};
