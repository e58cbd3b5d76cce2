import { present } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const backupEncrypted: ResourceRule = {
  name: "backup-encrypted",
  description: "Backups are encrypted with a key of the environment's own.",
  area: "Storage, messages, logs",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["Backup.1"],
  checkov: ["CKV_AWS_166"],
  types: ["aws:backup/vault:Vault"],
  judge: (vault) => [present(vault, "kmsKeyArn", { required: "a customer key", change: "set kmsKeyArn" })],
};
