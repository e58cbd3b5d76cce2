import { present } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const logEncrypted: ResourceRule = {
  name: "log-encrypted",
  description: "Logs are encrypted with a key of the environment's own.",
  area: "Storage, messages, logs",
  severity: "medium",
  mandatoryIn: fromStage,
  checkov: ["CKV_AWS_158"],
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  judge: (group) => [present(group, "kmsKeyId", { required: "a customer key", change: "set kmsKeyId" })],
};
