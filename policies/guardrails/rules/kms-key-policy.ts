import { isPublic, statementsOf } from "../policy-document";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const kmsKeyPolicy: ResourceRule = {
  name: "kms-key-policy",
  description: "Nobody outside the account may use a key.",
  area: "Secrets and keys",
  severity: "critical",
  mandatoryIn: everyTier,
  fsbp: ["KMS.5"],
  checkov: ["CKV_AWS_33"],
  types: ["aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy"],
  judge: ({ props }) =>
    statementsOf(props.policy).map((statement) => ({
      found: () => (isPublic(statement) ? `${statement.id} that allows everybody` : undefined),
      required: "principals by name, or a condition on who calls",
      change: "name the principals in the key's policy",
    })),
};
