import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import type { Opening } from "../core/config/openings";
import type { ServiceSettings } from "../core/config/services";
import { physicalName } from "../core/names";
import { named, recordTags, type Tags } from "../core/tags";

export interface TaskRolesArgs {
  readonly services: readonly ServiceSettings[];
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** Log groups that tasks write, and vault entries that they start with, by name. */
  readonly logGroups: Readonly<Record<string, cloudwatch.LogGroup>>;
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly keyArn: pulumi.Input<string>;
  /** An emergency shell into tasks; undefined while it is closed. */
  readonly shell: Pick<Opening, "until"> | undefined;
  /** Where shells are recorded. */
  readonly sessionLogGroup: cloudwatch.LogGroup;
  readonly tags: Tags;
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/** Who a task is: to ECS while it starts, and to AWS while it runs. */
export class TaskRoles extends pulumi.ComponentResource {
  /** Pulls the image, writes the logs, reads the secrets. Known once it may. */
  readonly executionRoleArn: pulumi.Output<string>;
  /** By service. The app has no permission of its own until a service is given one. */
  readonly taskRoleArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:slots:TaskRoles", name, {}, opts);
    const child = { parent: this };
    const partition = partitionOf(args.region);

    const executionRole = createRole("execution");
    const permissions = new iam.RolePolicy(
      `${name}-execution`,
      { name: "start-tasks", role: executionRole.name, policy: startTasks() },
      child,
    );

    this.executionRoleArn = pulumi.all([executionRole.arn, permissions.id]).apply(([arn]) => arn);
    this.taskRoleArns = Object.fromEntries(args.services.map((service) => [service.name, createTaskRole(service).arn]));
    this.registerOutputs({ executionRoleArn: this.executionRoleArn, taskRoleArns: this.taskRoleArns });

    function createTaskRole(service: ServiceSettings): iam.Role {
      const key = `${service.name}-task`;
      const role = createRole(key, { [recordTags.service]: service.name });
      if (args.shell !== undefined) {
        const permission = { name: "open-shell", role: role.name, policy: openShell(args.shell.until) };
        new iam.RolePolicy(`${name}-${key}-shell`, permission, child);
      }
      return role;
    }

    /** Ends by itself: at `until`, IAM says no, whether or not anybody has taken the policy away by then. */
    function openShell(until: string): pulumi.Output<string> {
      const { arn: sessionLog } = args.sessionLogGroup;
      const Condition = { DateLessThan: { "aws:CurrentTime": until } };
      return policy(
        {
          Sid: "OpenShell",
          Effect: "Allow",
          Action: [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
          ],
          Resource: "*", // AWS takes no narrower one.
          Condition,
        },
        { Sid: "EncryptSession", Effect: "Allow", Action: "kms:Decrypt", Resource: args.keyArn, Condition },
        // Undated: a session that ends a little late must still be recorded.
        { Sid: "FindSessionLog", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
        {
          Sid: "RecordSession",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${sessionLog}:*`,
        },
      );
    }

    function createRole(key: string, own: Tags = {}): iam.Role {
      const role = `${name}-${key}`;
      return new iam.Role(
        role,
        {
          name: physicalName([role], roleNameLimit),
          assumeRolePolicy: tasksOfThisAccount(),
          tags: named(args.tags, role, own),
        },
        child,
      );
    }

    function tasksOfThisAccount(): pulumi.Output<string> {
      return policy({
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": args.accountId },
          ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:${partition}:ecs:${args.region}:${args.accountId}:*`,
          },
        },
      });
    }

    function startTasks(): pulumi.Output<string> {
      return policy(
        // A token is for the whole registry: AWS takes no narrower resource.
        { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        {
          Sid: "PullImages",
          Effect: "Allow",
          Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
          // Which repositories hold an image is a release's business, which comes and goes without this policy.
          Resource: pulumi.interpolate`arn:${partition}:ecr:*:${args.accountId}:repository/*`,
        },
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: Object.values(args.logGroups).map(({ arn }) => pulumi.interpolate`${arn}:*`),
        },
        {
          Sid: "ReadSecrets",
          Effect: "Allow",
          Action: "secretsmanager:GetSecretValue",
          Resource: Object.values(args.secrets),
        },
        {
          Sid: "DecryptSecrets",
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: args.keyArn,
          Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${args.region}.amazonaws.com` } },
        },
      );
    }
  }
}

const policy = (...Statement: readonly pulumi.Inputs[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement });
