import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { between, length, matches, oneOf } from "../provider/rules";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";
import { mayAs } from "./access";
import { arnOf, idIsArn, text } from "./ids";
import { byKey } from "./kms";
import { BUCKET } from "./s3";

export const STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";

export const firehose: readonly Model[] = [
  {
    type: STREAM,
    cfn: "AWS::KinesisFirehose::DeliveryStream",
    id: idIsArn,
    assigned: ({ name }, context) => ({
      arn: arnOf("firehose", context, `deliverystream/${text(name)}`),
      destinationId: "destinationId-000000000001",
      versionId: "1",
    }),
    autoname: { property: "name", maxLength: 64 },
    defaults: {
      "extendedS3Configuration.bufferingInterval": 300,
      "extendedS3Configuration.bufferingSize": 5,
      "extendedS3Configuration.compressionFormat": "UNCOMPRESSED",
      "extendedS3Configuration.customTimeZone": "UTC",
      "extendedS3Configuration.s3BackupMode": "Disabled",
      "serverSideEncryption.keyType": "AWS_OWNED_CMK",
    },
    rules: {
      name: [length(1, 64), matches(/^[\w.-]+$/, "must match [a-zA-Z0-9_.-]")],
      destination: [
        oneOf(
          ...["elasticsearch", "extended_s3", "http_endpoint", "iceberg", "opensearch", "opensearchserverless"],
          ...["redshift", "snowflake", "splunk"],
        ),
      ],
      "extendedS3Configuration.bufferingInterval": [between(0, 900)],
      "extendedS3Configuration.bufferingSize": [between(1, 128)],
      "extendedS3Configuration.compressionFormat": [oneOf("UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY")],
      "extendedS3Configuration.fileExtension": [matches(/^(\.[0-9a-z!\-_.*'()]+)?$/, "must begin with a period")],
      "extendedS3Configuration.errorOutputPrefix": [
        matches(/!\{firehose:error-output-type\}/, "must contain !{firehose:error-output-type}"),
      ],
      "serverSideEncryption.keyType": [oneOf("AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK")],
    },
    check: (inputs) => [...destinationProblems(inputs), ...encryptionProblems(inputs)],
    replaceOn: ["name", "destination", "kinesisSourceConfiguration", "mskSourceConfiguration"],
    unique: [{ by: ["name"], code: "ResourceInUseException" }],
    references: [
      byKey("serverSideEncryption.keyArn", "InvalidKMSResourceException"),
      {
        path: "extendedS3Configuration.bucketArn",
        type: BUCKET,
        by: ["arn"],
        missing: "InvalidArgumentException",
      },
    ],
    refuseCreate: (inputs, context) => refuseRole(inputs, context),
    refuseUpdate: (inputs, _, context) => refuseRole(inputs, context),
  },
];

function destinationProblems({ destination, extendedS3Configuration }: Properties): readonly Problem[] {
  if (destination !== "extended_s3" || isUnknown(extendedS3Configuration)) return [];
  if (extendedS3Configuration === undefined)
    return [{ path: "extendedS3Configuration", reason: "is required when destination is 'extended_s3'" }];
  const { prefix = "", errorOutputPrefix } = extendedS3Configuration as Properties;
  if (!text(prefix).includes("!{") || errorOutputPrefix !== undefined) return [];
  const path = "extendedS3Configuration.errorOutputPrefix";
  return [{ path, reason: "ErrorOutputPrefix cannot be null or empty when Prefix contains expressions" }];
}

function encryptionProblems({ serverSideEncryption }: Properties): readonly Problem[] {
  const { keyType, keyArn } = (serverSideEncryption ?? {}) as Properties;
  if (keyType !== "CUSTOMER_MANAGED_CMK" || keyArn !== undefined) return [];
  return [{ path: "serverSideEncryption.keyArn", reason: "KeyARN is required for CUSTOMER_MANAGED_CMK" }];
}

/** Firehose tries its role when it is given one. */
function refuseRole({ name, extendedS3Configuration }: Properties, context: Context): void {
  if (extendedS3Configuration === undefined) return;
  const { roleArn, bucketArn } = extendedS3Configuration as Properties;
  const source = arnOf("firehose", context, `deliverystream/${text(name)}`);
  const put = { action: "s3:PutObject", resource: `${text(bucketArn)}/logs/0`, context: {} };
  if (mayAs(roleArn, "firehose.amazonaws.com", source, put, context)) return;
  throw new ApiError(
    "InvalidArgumentException",
    `Firehose is unable to assume role ${text(roleArn)}, or may not write ${text(bucketArn)} with it. Please check the role provided.`,
  );
}
