import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { emergencyUser } from "../core/credentials";
import { createDoorRole, type DoorPlace } from "./shared/door-role";

export interface DatabaseAccessArgs extends DoorPlace {
  /** What IAM knows the database by: `db-ABC…`. */
  readonly resourceId: pulumi.Input<string>;
}

/**
 * Direct, read-only access to the database for as long as it is open: a role that people of the account take on, under
 * their own names in CloudTrail, and that may log in as the database's emergency user, whose statements are audited.
 */
export class DatabaseAccess extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: DatabaseAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:DatabaseAccess", name, {}, opts);
    const { resourceId, region, accountId } = args;
    const user = pulumi.interpolate`arn:${partitionOf(region)}:rds-db:${region}:${accountId}:dbuser:${resourceId}/${emergencyUser}`;
    const logIn = { Sid: "LogInToDatabase", Action: "rds-db:connect", Resource: user };

    this.roleArn = createDoorRole(name, { ...args, permits: "log-in", statements: [logIn] }, { parent: this });
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
