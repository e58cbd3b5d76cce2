import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../core/arn";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";
import type { Bounded } from "./bounded";

export interface TaskRolePlace extends Bounded {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/** A role that tasks of this account take on, and nobody else. */
export function createTaskRole(
  name: string,
  { region, accountId, permissionsBoundary, tags }: TaskRolePlace,
  opts: pulumi.CustomResourceOptions,
): iam.Role {
  const tasks = {
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partitionOf(region)}:ecs:${region}:${accountId}:*` },
    },
  };
  return new iam.Role(
    name,
    {
      name: physicalName([name], roleNameLimit),
      assumeRolePolicy: policy(tasks),
      permissionsBoundary,
      tags: named(tags, name),
    },
    opts,
  );
}

export interface ExecutionRoleArgs extends TaskRolePlace {
  /** ARNs of the log groups that its tasks write, and of the secrets that they start with. */
  readonly logGroupArns: readonly pulumi.Input<string>[];
  readonly secretArns: readonly pulumi.Input<string>[];
  readonly keyArn: pulumi.Input<string>;
}

/** Pulls the image, writes the logs, reads the secrets. Its ARN, known once it may. */
export function createExecutionRole(
  name: string,
  args: ExecutionRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const role = createTaskRole(name, args, opts);
  const permissions = new iam.RolePolicy(
    name,
    { name: "start-tasks", role: role.name, policy: policy(...startTasks(args)) },
    opts,
  );
  return pulumi.all([role.arn, permissions.id]).apply(([arn]) => arn);
}

function startTasks({ region, accountId, logGroupArns, secretArns, keyArn }: ExecutionRoleArgs): pulumi.Inputs[] {
  return [
    // A token is for the whole registry: AWS takes no narrower resource.
    { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "PullImages",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      // Which repositories hold an image is a release's business, which comes and goes without this policy.
      Resource: pulumi.interpolate`arn:${partitionOf(region)}:ecr:*:${accountId}:repository/*`,
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: logGroupArns.map((arn) => pulumi.interpolate`${arn}:*`),
    },
    { Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [...secretArns] },
    {
      Sid: "DecryptSecrets",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
    },
  ];
}

export const policy = (...Statement: readonly pulumi.Inputs[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement });
