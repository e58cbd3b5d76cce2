import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as kinesis from "@pulumi/aws/kinesis";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { archiveFolders } from "../core/log-archive";
import { named, type Tags } from "../core/tags";
import type { Bounded } from "./shared/bounded";
import { createServiceRole } from "./shared/service-role";

export interface ColdLogsArgs extends Bounded {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** What names of log groups start with: `promenade/prod`. */
  readonly path: string;
  readonly logRetentionDays: number;
  readonly archiveArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  /** Names of the log groups to keep, by what they are called here. */
  readonly logGroups: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags: Tags;
}

/** Fewest and largest objects, which cold storage is cheapest for (AWS: Firehose, at most 900 s and 128 MiB). */
const buffering = { bufferingInterval: 900, bufferingSize: 128 };

/**
 * A second copy of what log groups hold, in the archive, whose lifecycle moves it to cold storage. Whoever deletes a
 * log group still leaves this one.
 */
export class ColdLogs extends pulumi.ComponentResource {
  constructor(name: string, args: ColdLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:audit:ColdLogs", name, {}, opts);
    const child = { parent: this };
    const arn = (service: string, what: string) =>
      pulumi.interpolate`arn:${partitionOf(args.region)}:${service}:${args.region}:${args.accountId}:${what}`;

    const failures = createFailureLog();
    const stream = createStream();
    const reader = createReader();
    for (const [group, logGroup] of Object.entries(args.logGroups)) subscribe(group, logGroup);
    this.registerOutputs();

    /** What Firehose could not deliver, and why. */
    function createFailureLog(): cloudwatch.LogStream {
      const path = `/${args.path}/audit/cold-logs`;
      const group = new cloudwatch.LogGroup(
        name,
        { name: path, retentionInDays: args.logRetentionDays, kmsKeyId: args.keyArn, tags: named(args.tags, path) },
        child,
      );
      return new cloudwatch.LogStream(name, { name: "delivery", logGroupName: group.name }, child);
    }

    function createWriter(): pulumi.Output<string> {
      const writeArchive = {
        Sid: "WriteArchive",
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:ListBucket"],
        Resource: [args.archiveArn, pulumi.interpolate`${args.archiveArn}/${archiveFolders.logs}/*`],
      };
      const sayWhatFailed = {
        Sid: "SayWhatFailed",
        Effect: "Allow",
        Action: "logs:PutLogEvents",
        Resource: failures.arn,
      };
      return createServiceRole(
        `${name}-writer`,
        {
          service: "firehose.amazonaws.com",
          when: onBehalfOf(arn("firehose", `deliverystream/${name}`)),
          statements: [writeArchive, sayWhatFailed],
          permissionsBoundary: args.permissionsBoundary,
          tags: args.tags,
        },
        child,
      );
    }

    function createReader(): pulumi.Output<string> {
      const passOn = {
        Sid: "PassOn",
        Effect: "Allow",
        Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
        Resource: stream.arn,
      };
      const service = "logs.amazonaws.com";
      const when = onBehalfOf(arn("logs", "*"));
      const { permissionsBoundary, tags } = args;
      const role = { service, when, statements: [passOn], permissionsBoundary, tags };
      return createServiceRole(`${name}-reader`, role, child);
    }

    function onBehalfOf(source: pulumi.Output<string>): pulumi.Inputs {
      return { StringEquals: { "aws:SourceAccount": args.accountId }, ArnLike: { "aws:SourceArn": source } };
    }

    function createStream(): kinesis.FirehoseDeliveryStream {
      const folder = archiveFolders.logs;
      return new kinesis.FirehoseDeliveryStream(
        name,
        {
          name,
          destination: "extended_s3",
          serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: args.keyArn },
          extendedS3Configuration: {
            bucketArn: args.archiveArn,
            roleArn: createWriter(),
            prefix: `${folder}/!{timestamp:yyyy/MM/dd}/`,
            errorOutputPrefix: `${folder}/failed/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
            ...buffering,
            // CloudWatch Logs has compressed every record already; concatenated, they are one gzip file.
            compressionFormat: "UNCOMPRESSED",
            fileExtension: ".json.gz",
            cloudwatchLoggingOptions: {
              enabled: true,
              logGroupName: failures.logGroupName,
              logStreamName: failures.name,
            },
          },
          tags: named(args.tags, name),
        },
        child,
      );
    }

    function subscribe(group: string, logGroup: pulumi.Input<string>): void {
      new cloudwatch.LogSubscriptionFilter(
        `${name}-${group}`,
        { name, logGroup, filterPattern: "", destinationArn: stream.arn, roleArn: reader },
        child,
      );
    }
  }
}
