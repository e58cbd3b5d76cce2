import type { Properties } from "../cloud";
import type { Context, Model } from "../provider/model";
import { exactlyOne, oneOf } from "../provider/rules";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";
import { ec2Identity, text } from "./ids";
import { VPC } from "./network";
import { written } from "./s3";
import { refuseUnwritable } from "./s3-policy";

export const flowLogs: readonly Model[] = [
  {
    type: "aws:ec2/flowLog:FlowLog",
    cfn: "AWS::EC2::FlowLog",
    ...ec2Identity("fl", "vpc-flow-log"),
    defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
    fills: {
      logFormat:
        "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}",
    },
    rules: {
      maxAggregationInterval: [oneOf(60, 600)],
      trafficType: [oneOf("ACCEPT", "REJECT", "ALL")],
      logDestinationType: [oneOf("cloud-watch-logs", "s3", "kinesis-data-firehose")],
      "destinationOptions.fileFormat": [oneOf("plain-text", "parquet")],
    },
    check: (inputs) => [
      ...exactlyOne(inputs, [
        ...["vpcId", "subnetId", "eniId", "transitGatewayId", "transitGatewayAttachmentId", "regionalNatGatewayId"],
      ]),
      ...destinationProblems(inputs),
    ],
    replaceOn: { allBut: ["tags"] },
    references: [
      { path: "vpcId", type: VPC, missing: "InvalidVpcID.NotFound", owned: true },
      { path: "iamRoleArn", type: "aws:iam/role:Role", by: ["arn"], missing: "InvalidParameter" },
    ],
    refuseCreate: (inputs, context) => {
      if (inputs["logDestinationType"] === "s3") refuseDestination(inputs, context);
    },
    leaves: ({ inputs, id }, context) => {
      if (inputs["logDestinationType"] !== "s3") return undefined;
      const { bucket, prefix } = placeOf(inputs);
      const folders = [prefix, "AWSLogs", context.account, "vpcflowlogs", context.region, `${id}.log.gz`];
      return written(bucket, folders.filter(Boolean).join("/"), context);
    },
  },
];

function destinationProblems({ logDestinationType, logDestination, iamRoleArn }: Properties): readonly Problem[] {
  if (logDestinationType !== "s3" || isUnknown(logDestination)) return [];
  const problem = (path: string, reason: string): readonly Problem[] => [{ path, reason }];
  if (logDestination === undefined)
    return problem("logDestination", "LogDestination is required with LogDestinationType s3");
  if (iamRoleArn !== undefined)
    return problem("iamRoleArn", "DeliverLogsPermissionArn is not applicable for s3 LogDestinationType");
  if (!/^arn:[\w-]+:s3:::[^/]+/.test(text(logDestination)))
    return problem("logDestination", `LogDestination is not the ARN of a bucket: ${text(logDestination)}`);
  if (/\/AWSLogs(\/|$)/.test(text(logDestination)))
    return problem("logDestination", "AWSLogs is a reserved term and cannot be a folder of LogDestination");
  return [];
}

/** `arn:aws:s3:::bucket/folder/` in its parts. */
function placeOf({ logDestination }: Properties): { bucket: string; prefix: string } {
  const [bucket = "", ...folders] = text(logDestination).split(":::")[1]?.split("/") ?? [];
  return { bucket, prefix: folders.filter(Boolean).join("/") };
}

function refuseDestination(inputs: Properties, context: Context): void {
  refuseUnwritable(
    {
      ...placeOf(inputs),
      service: "delivery.logs.amazonaws.com",
      source: `arn:aws:logs:${context.region}:${context.account}:*`,
      missing: "LogDestinationNotFoundException",
      denied: "LogDestinationPermissionIssueException",
    },
    context,
  );
}
