import { isText, property } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const secretCustomerKey: ResourceRule = {
  name: "secret-customer-key",
  description: "Secrets are encrypted with a key of the environment's own.",
  area: "Secrets and keys",
  severity: "high",
  mandatoryIn: everyTier,
  checkov: ["CKV_AWS_149"],
  types: ["aws:secretsmanager/secret:Secret"],
  judge: (secret) => [
    property(secret, "kmsKeyId", {
      holds: (key) => isText(key) && !key.includes("alias/aws/"),
      required: "a customer key",
      change: "set kmsKeyId to a key of its own",
    }),
  ],
};
