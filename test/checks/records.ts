import { archiveFolders } from "../../core/log-archive";
import { allows, statementsOf, type Call } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { denied, place } from "./roles";

/** Whatever AWS would refuse to those who record what happens in a stack: its trail, flow logs and subscriptions. */
export const recordProblems = (stack: Stack): readonly string[] =>
  [
    ...ofType(stack, "aws:cloudtrail/trail:Trail").map((one) => ({ one, problems: trailProblems(stack, one) })),
    ...ofType(stack, "aws:ec2/flowLog:FlowLog").map((one) => ({ one, problems: flowLogProblems(stack, one) })),
    ...ofType(stack, "aws:lb/loadBalancer:LoadBalancer").map((one) => ({ one, problems: requestProblems(stack, one) })),
    ...ofType(stack, stream).map((one) => ({ one, problems: streamProblems(stack, one) })),
    ...ofType(stack, subscription).map((one) => ({ one, problems: subscriptionProblems(stack, one) })),
  ].flatMap(({ one, problems }) => problems.map((problem) => `${one.name}: ${problem}`));

const stream = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const subscription = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";
const role = "aws:iam/role:Role";

function trailProblems(stack: Stack, trail: StackResource): readonly string[] {
  const { s3BucketName, s3KeyPrefix, kmsKeyId, cloudWatchLogsRoleArn, cloudWatchLogsGroupArn } = trail.inputs;
  const source = String(trail.outputs.arn);
  const [, region, account] = place(source);
  const service = "cloudtrail.amazonaws.com";
  const key = by(stack, "aws:kms/key:Key", "arn", kmsKeyId);
  const seal: Call = {
    action: "kms:GenerateDataKey",
    resource: "*",
    principal: ["Service", service],
    context: { "aws:SourceArn": source },
  };
  const logStream = `${String(cloudWatchLogsGroupArn).replace(/:\*$/, "")}:log-stream:${account}_CloudTrail_${region}`;
  return [
    ...bucketProblems(stack, service, s3BucketName, String(s3KeyPrefix), source),
    ...(key !== undefined && allows(statementsOf(key.inputs.policy), seal)
      ? []
      : [`CloudTrail may not ${seal.action} with its key`]),
    ...["CreateLogStream", "PutLogEvents"].flatMap((action) =>
      roleProblems(stack, cloudWatchLogsRoleArn, service, source, { action: `logs:${action}`, resource: logStream }),
    ),
  ];
}

function flowLogProblems(stack: Stack, { inputs, outputs }: StackResource): readonly string[] {
  const [partition, region, account] = place(outputs.arn);
  const [bucket, folder = ""] = String(inputs.logDestination).split(":::")[1]?.split("/") ?? [];
  const source = `arn:${partition}:logs:${region}:${account}:*`;
  return bucketProblems(stack, "delivery.logs.amazonaws.com", bucket, folder, source);
}

type AccessLogs = Readonly<{ enabled?: boolean; bucket?: string; prefix?: string }>;

function requestProblems(stack: Stack, { inputs }: StackResource): readonly string[] {
  const { enabled, bucket, prefix = "" } = (inputs.accessLogs ?? {}) as AccessLogs;
  if (enabled !== true) return [];
  return bucketProblems(stack, "logdelivery.elasticloadbalancing.amazonaws.com", bucket, prefix, "");
}

function streamProblems(stack: Stack, { inputs, outputs }: StackResource): readonly string[] {
  const { bucketArn, roleArn, prefix, cloudwatchLoggingOptions } = inputs.extendedS3Configuration as Readonly<
    Record<string, unknown>
  >;
  const { logGroupName, logStreamName } = cloudwatchLoggingOptions as Readonly<Record<string, string>>;
  const [partition, region, account] = place(outputs.arn);
  const failures = `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}:log-stream:${logStreamName}`;
  const folder = String(prefix).split("/")[0] ?? "";
  const calls = [
    { action: "s3:PutObject", resource: `${String(bucketArn)}/${folder}/x` },
    { action: "s3:AbortMultipartUpload", resource: `${String(bucketArn)}/${folder}/x` },
    { action: "s3:ListBucket", resource: String(bucketArn) },
    { action: "s3:GetBucketLocation", resource: String(bucketArn) },
    { action: "logs:PutLogEvents", resource: failures },
  ];
  const problems = calls.flatMap((call) =>
    roleProblems(stack, roleArn, "firehose.amazonaws.com", String(outputs.arn), call),
  );
  return folder === archiveFolders.logs ? problems : [...problems, `writes another one's folder ${folder}`];
}

function subscriptionProblems(stack: Stack, { inputs }: StackResource): readonly string[] {
  const { destinationArn, roleArn, logGroup } = inputs;
  const destination = by(stack, stream, "arn", destinationArn);
  const group = by(stack, "aws:cloudwatch/logGroup:LogGroup", "name", logGroup);
  if (destination === undefined) return ["its stream is not of this stack"];
  if (group === undefined) return [`the log group ${String(logGroup)} is not of this stack`];
  const call = { action: "firehose:PutRecordBatch", resource: String(destinationArn) };
  return roleProblems(stack, roleArn, "logs.amazonaws.com", `${String(group.outputs.arn)}:*`, call);
}

/** Whether a bucket of the stack lets a log service write into the folder that it is told. */
function bucketProblems(
  stack: Stack,
  service: string,
  bucket: unknown,
  folder: string,
  source: string,
): readonly string[] {
  const policy = ofType(stack, "aws:s3/bucketPolicy:BucketPolicy").find(({ inputs }) => inputs.bucket === bucket);
  const account = /\d{12}/.exec(String(bucket))?.[0] ?? "";
  const call: Call = {
    action: "s3:PutObject",
    resource: `arn:aws:s3:::${String(bucket)}/${folder}/AWSLogs/${account}/x`,
    principal: ["Service", service],
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": source,
      "aws:SecureTransport": "true",
      "s3:x-amz-acl": "bucket-owner-full-control",
    },
  };
  const letIn = policy !== undefined && allows(statementsOf(policy.inputs.policy), call);
  return letIn ? [] : [`the bucket ${String(bucket)} does not let ${service} write ${folder}`];
}

/** Whether a service may take on its role, and then make the call. */
function roleProblems(
  stack: Stack,
  arn: unknown,
  service: string,
  source: string,
  call: Pick<Call, "action" | "resource">,
): readonly string[] {
  const found = by(stack, role, "arn", arn);
  if (found === undefined) return [`its role is not of this stack`];
  const [, , account] = place(arn);
  const assume: Call = {
    action: "sts:AssumeRole",
    resource: "",
    principal: ["Service", service],
    context: { "aws:SourceAccount": account, "aws:SourceArn": source },
  };
  const trusted = allows(statementsOf(found.inputs.assumeRolePolicy), assume);
  return [...(trusted ? [] : [`${service} may not take on ${found.name}`]), ...denied(stack, found, call)];
}
