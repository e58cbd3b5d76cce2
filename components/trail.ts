import * as cloudtrail from "@pulumi/aws/cloudtrail";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { archiveFolders } from "../core/log-archive";
import { named, type Tags } from "../core/tags";
import type { Bounded } from "./shared/bounded";
import { createServiceRole } from "./shared/service-role";

export interface TrailArgs extends Bounded {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** What names of log groups start with: `promenade/prod`. */
  readonly path: string;
  readonly logRetentionDays: number;
  readonly archive: { readonly bucketName: pulumi.Input<string>; readonly bucketArn: pulumi.Input<string> };
  /** Its policy lets CloudTrail in, for the trail of this name. */
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/**
 * Who did what with AWS: every call that changes, reads a secret or uses the key (to CloudTrail, reading a secret and
 * decrypting are management events), in every region, for users and roles have none; and who read the archive. Kept
 * sealed in the archive, and in a log group for alarms and questions.
 */
export class Trail extends pulumi.ComponentResource {
  /** Its name: what an alarm can filter. */
  readonly logGroup: pulumi.Output<string>;

  constructor(name: string, args: TrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:audit:Trail", name, {}, opts);
    const child = { parent: this };

    const logGroup = createLogGroup();
    new cloudtrail.Trail(
      name,
      {
        name,
        s3BucketName: args.archive.bucketName,
        s3KeyPrefix: archiveFolders.trail,
        kmsKeyId: args.keyArn,
        cloudWatchLogsGroupArn: pulumi.interpolate`${logGroup.arn}:*`,
        cloudWatchLogsRoleArn: createWriter(),
        enableLogFileValidation: true,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        advancedEventSelectors: [everyCall, readersOf(args.archive.bucketArn)],
        tags: named(args.tags, name),
      },
      child,
    );
    this.logGroup = logGroup.name;
    this.registerOutputs({ logGroup: this.logGroup });

    function createLogGroup(): cloudwatch.LogGroup {
      const path = `/${args.path}/audit/trail`;
      return new cloudwatch.LogGroup(
        name,
        { name: path, retentionInDays: args.logRetentionDays, kmsKeyId: args.keyArn, tags: named(args.tags, path) },
        child,
      );
    }

    function createWriter(): pulumi.Output<string> {
      const writeTrail = {
        Sid: "WriteTrail",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        // The stream's name is CloudTrail's own choice.
        Resource: pulumi.interpolate`${logGroup.arn}:log-stream:${args.accountId}_CloudTrail_${args.region}*`,
      };
      const service = "cloudtrail.amazonaws.com";
      const { permissionsBoundary, tags } = args;
      return createServiceRole(name, { service, statements: [writeTrail], permissionsBoundary, tags }, child);
    }
  }
}

const everyCall = { name: "Every call", fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] };

/** Reading and deleting only: a trail that recorded its own writing would never come to an end. */
const readersOf = (bucketArn: pulumi.Input<string>) => ({
  name: "Who reads or empties the archive",
  fieldSelectors: [
    { field: "eventCategory", equals: ["Data"] },
    { field: "resources.type", equals: ["AWS::S3::Object"] },
    { field: "resources.ARN", startsWiths: [pulumi.interpolate`${bucketArn}/`] },
    { field: "eventName", equals: ["GetObject", "DeleteObject", "DeleteObjects"] },
  ],
});
