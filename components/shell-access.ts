import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { createDoorRole, type DoorPlace } from "./shared/door-role";

export interface ShellAccessArgs extends DoorPlace {
  readonly clusterName: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
}

/**
 * A shell into tasks for as long as it is open: a role that people of the account take on, under their own names in
 * CloudTrail. What they do in there is recorded by the tasks' own roles.
 */
export class ShellAccess extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: ShellAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:slots:ShellAccess", name, {}, opts);
    const { clusterName, keyArn, region, accountId } = args;
    const ecs = (resource: string): pulumi.Output<string> =>
      pulumi.interpolate`arn:${partitionOf(region)}:ecs:${region}:${accountId}:${resource}/${clusterName}`;
    const tasks = pulumi.interpolate`${ecs("task")}/*`;
    const statements = [
      { Sid: "OpenShell", Action: "ecs:ExecuteCommand", Resource: [ecs("cluster"), tasks] },
      { Sid: "SealSession", Action: "kms:GenerateDataKey", Resource: keyArn },
      { Sid: "FindTask", Action: ["ecs:DescribeTasks", "ecs:ListTasks"], Resource: "*" },
    ];

    this.roleArn = createDoorRole(name, { ...args, permits: "open-shell", statements }, { parent: this });
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
