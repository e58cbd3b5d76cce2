import type { ResourceValidationPolicy } from "@pulumi/policy";
import { environmentName } from "./rules/environment-name";
import { environmentTag } from "./rules/environment-tag";
import { physicalName } from "./rules/physical-name";
import { releaseRef } from "./rules/release-ref";
import { secretScope } from "./rules/secret-scope";
import { vaultPath } from "./rules/vault-path";

/** Every rule of the pack. All are resource policies: they stop a change before it is made. */
export const catalogue: readonly ResourceValidationPolicy[] = [
  environmentName,
  environmentTag,
  secretScope,
  vaultPath,
  physicalName,
  releaseRef,
];
