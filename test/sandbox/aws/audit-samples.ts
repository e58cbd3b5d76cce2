import type { Made, Sample } from "./environment";

const trust = (service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
      },
    ],
  });

const policy = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

const arnOf = (made: Made, name: string): unknown => made(name).outputs["arn"];

/** What records what happens in an environment, and the registry its images come from. */
export const AUDIT_SAMPLES: readonly Sample[] = [
  [
    "archived flow log",
    "aws:ec2/flowLog:FlowLog",
    (made) => ({
      vpcId: made("vpc").id,
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: "arn:aws:s3:::dev-archive/network",
    }),
  ],
  ["trail", "aws:cloudtrail/trail:Trail", () => ({ name: "dev-trail", s3BucketName: "dev-archive" })],
  ["firehose role", "aws:iam/role:Role", () => ({ name: "fire", assumeRolePolicy: trust("firehose.amazonaws.com") })],
  [
    "firehose policy",
    "aws:iam/rolePolicy:RolePolicy",
    () => ({ name: "write", role: "fire", policy: policy("s3:PutObject") }),
  ],
  [
    "stream",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    (made) => ({
      name: "dev-logs",
      destination: "extended_s3",
      extendedS3Configuration: {
        bucketArn: "arn:aws:s3:::dev-archive",
        roleArn: arnOf(made, "firehose role"),
        prefix: "logs/!{timestamp:yyyy}/",
        errorOutputPrefix: "failed/!{firehose:error-output-type}/",
      },
    }),
  ],
  ["logs role", "aws:iam/role:Role", () => ({ name: "logs", assumeRolePolicy: trust("logs.amazonaws.com") })],
  [
    "logs policy",
    "aws:iam/rolePolicy:RolePolicy",
    () => ({ name: "put", role: "logs", policy: policy("firehose:PutRecord") }),
  ],
  ["log stream", "aws:cloudwatch/logStream:LogStream", () => ({ name: "delivery", logGroupName: "/dev/app" })],
  [
    "subscription filter",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    (made) => ({
      name: "archive",
      logGroup: "/dev/app",
      filterPattern: "",
      destinationArn: arnOf(made, "stream"),
      roleArn: arnOf(made, "logs role"),
    }),
  ],
  [
    "image lifecycle",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    () => ({ repository: "dev/app", policy: JSON.stringify({ rules: [expire({})] }) }),
  ],
  [
    "repository policy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    () => ({ repository: "dev/app", policy: policy("ecr:BatchGetImage") }),
  ],
];

/** A rule of an image repository's lifecycle. */
export const expire = (selection: object, rulePriority = 1): object => ({
  rulePriority,
  selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 7, ...selection },
  action: { type: "expire" },
});
