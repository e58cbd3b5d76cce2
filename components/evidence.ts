import * as pulumi from "@pulumi/pulumi";
import { evidenceKeys, evidenceNameParts, evidencePolicy } from "../core/evidence-store";
import type { Tags } from "../core/tags";
import { createBucket } from "./shared/bucket";

export interface EvidenceArgs {
  readonly environment: string;
  readonly accountId: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly protect: boolean;
  /** Locks each event, and keeps all of them when the environment is destroyed, whether protected or not. */
  readonly preserve: boolean;
  readonly tags: Tags;
}

/** Days for which it can be looked up who had the lease before. */
const leaseDays = 1;

/**
 * What has happened to the environment: who released what and when, who approved it, why it was taken back. An object
 * an event, which nobody changes or takes away; whoever drives a rollout writes here, under the environment's key.
 */
export class Evidence extends pulumi.ComponentResource {
  /** Known once its policy is there. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: EvidenceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:audit:Evidence", name, {}, opts);
    const { environment, accountId, keyArn, protect, preserve, tags } = args;
    const bucket = createBucket(
      name,
      {
        ...{ accountId, keyArn, protect, preserve, tags },
        nameParts: evidenceNameParts(environment),
        ownership: "BucketOwnerEnforced",
        locks: preserve,
        policy: evidencePolicy,
        aging: [forgetLeases],
      },
      { parent: this },
    );

    this.bucketName = bucket.name;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}

/** The lease is written anew every few seconds of a rollout. */
const forgetLeases = {
  id: "leases",
  status: "Enabled",
  filter: { prefix: evidenceKeys.lease },
  noncurrentVersionExpiration: { noncurrentDays: leaseDays },
};
