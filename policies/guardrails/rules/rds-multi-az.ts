import { isText, on } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

/** A read replica is a second copy itself. */
export const rdsMultiAz: ResourceRule = {
  name: "rds-multi-az",
  description: "Databases survive the loss of a zone.",
  area: "RDS",
  severity: "high",
  tiers: fromStage,
  mandatoryIn: fromStage,
  fsbp: ["RDS.5"],
  checkov: ["CKV_AWS_157"],
  types: ["aws:rds/instance:Instance"],
  judge: (database) => (isText(database.props.replicateSourceDb) ? [] : [on(database, "multiAz")]),
};
