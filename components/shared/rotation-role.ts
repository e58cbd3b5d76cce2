import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../core/arn";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";

export interface RotationRoleArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** Entries that it changes. */
  readonly entryArns: readonly pulumi.Input<string>[];
  /** The database's master secret, to read only. */
  readonly masterSecretArns: readonly pulumi.Input<string>[];
  readonly clusterArn: pulumi.Input<string>;
  readonly logGroupArn: pulumi.Input<string>;
  readonly failuresArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/** Who the rotation function is. ARN, known once it may do its work, which Lambda asks for before it makes the function. */
export function createRotationRole(
  name: string,
  args: RotationRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const role = new iam.Role(
    name,
    {
      name: physicalName([name], roleNameLimit),
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": args.accountId } },
      }),
      tags: named(args.tags, name),
    },
    opts,
  );
  const rolePolicy = { name: "rotate-secrets", role: role.name, policy: policy(...statements(args)) };
  const permissions = new iam.RolePolicy(name, rolePolicy, opts);
  return pulumi.all([role.arn, permissions.id]).apply(([arn]) => arn);
}

type Resources = pulumi.Input<string> | pulumi.Input<string>[];

function statements(args: RotationRoleArgs): readonly pulumi.Inputs[] {
  const { region, accountId, entryArns, masterSecretArns, clusterArn, logGroupArn, failuresArn, keyArn } = args;
  const partition = partitionOf(region);
  const allow = (
    Sid: string,
    Action: string | string[],
    Resource: Resources,
    Condition?: pulumi.Inputs,
  ): pulumi.Inputs => ({
    ...{ Sid, Effect: "Allow", Action, Resource },
    ...(Condition && { Condition }),
  });
  const through = (...services: string[]) => ({
    StringEquals: { "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`) },
  });
  return [
    allow("ReadSecrets", "secretsmanager:GetSecretValue", [...entryArns, ...masterSecretArns]),
    allow(
      "RotateSecrets",
      ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
      [...entryArns],
    ),
    // Lambda decrypts the function's environment as the function itself.
    allow("Decrypt", "kms:Decrypt", keyArn),
    allow("Encrypt", "kms:GenerateDataKey", keyArn, through("secretsmanager", "sqs")),
    allow("SeeTasks", ["ecs:ListTasks", "ecs:DescribeTasks"], "*", { ArnEquals: { "ecs:cluster": clusterArn } }),
    allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], pulumi.interpolate`${logGroupArn}:*`),
    allow("KeepFailures", "sqs:SendMessage", failuresArn),
    // AWS takes no narrower resource for these two.
    allow("Trace", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
    allow("SeeNetwork", ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], "*"),
    allow(
      "JoinNetwork",
      [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ],
      pulumi.interpolate`arn:${partition}:ec2:${region}:${accountId}:*/*`,
    ),
  ];
}

const policy = (...Statement: readonly pulumi.Inputs[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement });
