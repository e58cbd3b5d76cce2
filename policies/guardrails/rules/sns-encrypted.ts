import { present } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const snsEncrypted: ResourceRule = {
  name: "sns-encrypted",
  description: "Messages are encrypted at rest.",
  area: "Storage, messages, logs",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["SNS.1"],
  checkov: ["CKV_AWS_26"],
  types: ["aws:sns/topic:Topic"],
  judge: (topic) => [present(topic, "kmsMasterKeyId", { required: "a key", change: "set kmsMasterKeyId" })],
};
