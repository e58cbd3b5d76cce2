import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** AWS rotates symmetric keys only. */
export const kmsRotation: ResourceRule = {
  name: "kms-rotation",
  description: "AWS renews what keys encrypt with every year.",
  area: "Secrets and keys",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["KMS.4"],
  checkov: ["CKV_AWS_7"],
  types: ["aws:kms/key:Key"],
  judge: (key) =>
    (key.props.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT"
      ? [on(key, "enableKeyRotation")]
      : [],
};
