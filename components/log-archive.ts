import * as pulumi from "@pulumi/pulumi";
import { archivePolicy } from "../core/log-archive";
import type { LogsSize } from "../core/tier-size";
import type { Tags } from "../core/tags";
import { createLogBucket } from "./shared/log-bucket";

export interface LogArchiveArgs {
  readonly environment: string;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly logs: Pick<LogsSize, "retentionDays" | "coldAfterDays">;
  /** The environment's trail, by its name. */
  readonly trail: string;
  readonly protect: boolean;
  /** Keeps what it holds when it is deleted, whether protected or not. */
  readonly preserve: boolean;
  readonly tags: Tags;
}

/**
 * What AWS's services write about an environment: requests, connections, calls, and logs that have grown cold. One
 * bucket, a folder a service. It is encrypted with S3's own keys, for load balancers can write to no other kind; what
 * is more delicate, the trail, brings its own key along. Its policy forbids deletion instead of an object lock, whose
 * checksums not every log service is known to send.
 */
export class LogArchive extends pulumi.ComponentResource {
  /** Known once the log services may write: AWS tries that when they are told of the bucket. */
  readonly bucketName: pulumi.Output<string>;
  /** Known at the same time. */
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: LogArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:audit:LogArchive", name, {}, opts);
    const { region, trail } = args;
    const bucket = createLogBucket(
      name,
      {
        ...args,
        nameParts: [args.environment, "archive"],
        ownership: "BucketOwnerEnforced",
        policy: (bucketArn, accountId) => archivePolicy({ bucketArn, accountId, region, trail }),
      },
      { parent: this },
    );

    this.bucketName = bucket.name;
    this.bucketArn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }
}
