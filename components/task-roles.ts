import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Opening } from "../core/config/openings";
import type { ServiceSettings } from "../core/config/services";
import { recordTags, type Tags } from "../core/tags";
import type { Bounded } from "./shared/bounded";
import { createExecutionRole, createTaskRole, policy } from "./shared/task-role";

export interface TaskRolesArgs extends Bounded {
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

/** Who a task is: to ECS while it starts, and to AWS while it runs. */
export class TaskRoles extends pulumi.ComponentResource {
  /** Pulls the image, writes the logs, reads the secrets. Known once it may. */
  readonly executionRoleArn: pulumi.Output<string>;
  /** By service. The app has no permission of its own until a service is given one. */
  readonly taskRoleArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:slots:TaskRoles", name, {}, opts);
    const child = { parent: this };

    this.executionRoleArn = createExecutionRole(
      `${name}-execution`,
      {
        ...args,
        logGroupArns: Object.values(args.logGroups).map(({ arn }) => arn),
        secretArns: Object.values(args.secrets),
      },
      child,
    );
    this.taskRoleArns = Object.fromEntries(args.services.map((service) => [service.name, createRole(service).arn]));
    this.registerOutputs({ executionRoleArn: this.executionRoleArn, taskRoleArns: this.taskRoleArns });

    function createRole(service: ServiceSettings): iam.Role {
      const key = `${name}-${service.name}-task`;
      const tags = { ...args.tags, [recordTags.service]: service.name };
      const role = createTaskRole(key, { ...args, tags }, child);
      if (args.shell !== undefined) {
        const permission = { name: "open-shell", role: role.name, policy: openShell(args.shell.until) };
        new iam.RolePolicy(`${key}-shell`, permission, child);
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
  }
}
