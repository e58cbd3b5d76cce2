import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const rdsIamAuthentication: ResourceRule = {
  name: "rds-iam-authentication",
  description: "People and functions can log in to databases with IAM, without a password.",
  area: "RDS",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["RDS.10", "RDS.12"],
  checkov: ["CKV_AWS_161", "CKV_AWS_162"],
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  judge: (database) => [on(database, "iamDatabaseAuthenticationEnabled")],
};
