import { allows, statementsOf, type Call } from "./iam";
import { by, list, ofType, type Stack, type StackResource } from "./resources";
import { denied, keyAllows, place } from "./roles";

const ofKey = "aws:kms/key:Key";
const ofTopic = "aws:sns/topic:Topic";
const actions = ["alarmActions", "okActions", "insufficientDataActions"];

/** Whatever AWS would refuse to those who watch a stack: alarms that speak up, and journeys that are made. */
export const watchProblems = (stack: Stack): readonly string[] => [
  ...["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"].flatMap((type) =>
    ofType(stack, type).flatMap((alarm) => alarmProblems(stack, alarm)),
  ),
  ...ofType(stack, "aws:synthetics/canary:Canary").flatMap((canary) => journeyProblems(stack, canary)),
];

function alarmProblems(stack: Stack, alarm: StackResource): readonly string[] {
  const [partition, region, account] = place(alarm.outputs.arn);
  const name = String(alarm.inputs.name ?? alarm.inputs.alarmName);
  const source = `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
  const told = new Set(actions.flatMap((input) => list(alarm, input)).filter((arn) => arn.split(":")[2] === "sns"));
  const context = { "aws:SourceAccount": account, "aws:SourceArn": source };
  // An alarm's metrics, its actions and it itself are of one region.
  const elsewhere = [...told].filter((topic) => place(topic)[1] !== region);
  return [
    ...elsewhere.map((topic) => `${topic} is not of its region ${region}`),
    ...[...told].flatMap((topic) => publishProblems(stack, topic, "cloudwatch.amazonaws.com", context)),
  ].map((problem) => `${alarm.name}: ${problem}`);
}

/** Both sides: the topic lets the service in, and the key lets it seal what it says. */
export function publishProblems(
  stack: Stack,
  arn: string,
  service: string,
  context: NonNullable<Call["context"]>,
): readonly string[] {
  const topic = by(stack, ofTopic, "arn", arn);
  if (topic === undefined) return [`the topic ${arn} is not of this stack`];
  const principal = ["Service", service] as const;
  const policy = ofType(stack, "aws:sns/topicPolicy:TopicPolicy").find(({ inputs }) => inputs.arn === arn)?.inputs
    .policy;
  const publish = {
    action: "sns:Publish",
    resource: arn,
    principal,
    context: { "aws:SecureTransport": "true", ...context },
  };
  const key = by(stack, ofKey, "arn", topic.inputs.kmsMasterKeyId);
  const sealing = { "kms:EncryptionContext:aws:sns:topicArn": arn };
  return [
    ...(allows(statementsOf(policy), publish) ? [] : [`${service} may not publish to ${topic.name}`]),
    ...(key === undefined
      ? [`${topic.name} is not encrypted with a key of this stack`]
      : ["kms:Decrypt", "kms:GenerateDataKey"]
          .filter(
            (action) =>
              !allows(statementsOf(key.inputs.policy), { action, resource: "*", principal, context: sealing }),
          )
          .map((action) => `${service} may not ${action} with ${key.name} for ${topic.name}`)),
  ];
}

interface ArtifactConfig {
  readonly s3Encryption?: { readonly encryptionMode?: string; readonly kmsKeyArn?: string };
}

function journeyProblems(stack: Stack, canary: StackResource): readonly string[] {
  const { inputs } = canary;
  const role = by(stack, "aws:iam/role:Role", "arn", inputs.executionRoleArn);
  if (role === undefined) return [`${canary.name}: its role is not of this stack`];
  const [, bucketName = "", folder = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(String(inputs.artifactS3Location)) ?? [];
  const bucket = by(stack, "aws:s3/bucket:Bucket", "bucket", bucketName);
  const key = by(stack, ofKey, "arn", (inputs.artifactConfig as ArtifactConfig | undefined)?.s3Encryption?.kmsKeyArn);
  if (bucket === undefined) return [`${canary.name}: the bucket ${bucketName} is not of this stack`];
  if (key === undefined) return [`${canary.name}: what it finds is not encrypted with a key of this stack`];

  const [partition] = place(role.outputs.arn);
  const [, region, account] = place(key.outputs.arn);
  const arn = String(bucket.outputs.arn);
  const log = `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/cwsyn-${String(inputs.name)}-0123`;
  const seal: Call = {
    ...{ action: "kms:GenerateDataKey", resource: String(key.outputs.arn) },
    context: { "kms:ViaService": `s3.${region}.amazonaws.com` },
  };
  const trust: Call = { action: "sts:AssumeRole", resource: "", principal: ["Service", "lambda.amazonaws.com"] };
  const counting = { "cloudwatch:namespace": "CloudWatchSynthetics" };
  const calls: readonly Call[] = [
    { action: "s3:GetObject", resource: `${arn}/${String(inputs.s3Key)}` },
    { action: "s3:PutObject", resource: `${arn}/${folder}/2026/01/01/report.json` },
    { action: "s3:GetBucketLocation", resource: arn },
    { action: "s3:ListAllMyBuckets", resource: "*" },
    { action: "cloudwatch:PutMetricData", resource: "*", context: counting },
    ...["CreateLogGroup", "CreateLogStream", "PutLogEvents"].map((each) => ({ action: `logs:${each}`, resource: log })),
    { action: "ec2:DescribeNetworkInterfaces", resource: "*" },
    ...["CreateNetworkInterface", "DeleteNetworkInterface"].map((each) => ({
      ...{ action: `ec2:${each}`, resource: `arn:${partition}:ec2:${region}:${account}:network-interface/eni-0123` },
    })),
    seal,
  ];
  return [
    ...(allows(statementsOf(role.inputs.assumeRolePolicy), trust) ? [] : [`Lambda may not take on ${role.name}`]),
    ...calls.flatMap((call) => denied(stack, role, call)),
    ...(keyAllows(key, role, seal) ? [] : [`the key ${key.name} does not let ${role.name} kms:GenerateDataKey`]),
    ...(inputs.s3Bucket === bucketName
      ? []
      : [`its code is in ${String(inputs.s3Bucket)}, which its role does not know`]),
  ].map((problem) => `${canary.name}: ${problem}`);
}
