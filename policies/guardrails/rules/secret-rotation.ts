import { eachHas, ofType } from "../members";
import type { StackRule } from "../rule";
import { fromStage } from "../tier";

export const secretRotation: StackRule = {
  name: "secret-rotation",
  description: "Every secret in the vault is rotated.",
  area: "Secrets and keys",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["SecretsManager.1"],
  checkov: ["CKV2_AWS_57"],
  judgeStack: (stack) =>
    eachHas(ofType(stack, "aws:secretsmanager/secret:Secret"), stack, {
      type: "aws:secretsmanager/secretRotation:SecretRotation",
      input: "secretId",
      called: "rotation",
    }),
};
