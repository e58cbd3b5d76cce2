import type * as pulumi from "@pulumi/pulumi";
import type { LogsSize } from "../../core/tier-size";
import { createBucket, type Bucket, type BucketArgs } from "./bucket";

export interface LogBucketArgs extends Omit<BucketArgs, "keyArn" | "locks" | "aging"> {
  readonly logs: Pick<LogsSize, "retentionDays" | "coldAfterDays">;
  /** What of it ages, by how its keys begin. Default: all. */
  readonly ages?: string;
}

/** Days in which a log that somebody has overwritten can still be brought back. */
const noncurrentDays = 30;

/**
 * A bucket that AWS's services write logs to: under S3's own keys, for load balancers and CDNs write to no other kind,
 * and emptied as the tier's retention says.
 */
export function createLogBucket(name: string, args: LogBucketArgs, parent: pulumi.CustomResourceOptions): Bucket {
  const { nameParts, ownership, accountId, policy, protect, preserve, tags, logs } = args;
  const { retentionDays, coldAfterDays } = logs;
  const aging = {
    id: "logs",
    status: "Enabled",
    filter: { prefix: args.ages ?? "" },
    transitions: coldAfterDays === undefined ? [] : [{ days: coldAfterDays, storageClass: "GLACIER" }],
    expiration: { days: retentionDays },
    noncurrentVersionExpiration: { noncurrentDays },
  };
  return createBucket(
    name,
    { nameParts, ownership, accountId, policy, protect, preserve, tags, aging: [aging] },
    parent,
  );
}
