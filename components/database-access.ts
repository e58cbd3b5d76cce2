import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import type { Opening } from "../core/config/openings";
import { emergencyUser } from "../core/credentials";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";

export interface DatabaseAccessArgs {
  readonly opening: Opening;
  /** What IAM knows the database by: `db-ABC…`. */
  readonly resourceId: pulumi.Input<string>;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/**
 * Direct, read-only access to the database for as long as it is open: a role that people of the account take on, under
 * their own names in CloudTrail, and that may log in as the database's emergency user, whose statements are audited.
 */
export class DatabaseAccess extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: DatabaseAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:DatabaseAccess", name, {}, opts);
    const child = { parent: this };
    const { opening, resourceId, region, accountId, tags } = args;
    const partition = partitionOf(region);
    // AWS itself closes it: nobody has to run an update in time.
    const whileOpen = { DateLessThan: { "aws:CurrentTime": opening.until } };

    const role = new iam.Role(
      name,
      {
        name: physicalName([name], roleNameLimit),
        description: described(opening),
        maxSessionDuration: 3600,
        assumeRolePolicy: policy({
          Effect: "Allow",
          Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${accountId}:root` },
          Action: "sts:AssumeRole",
          Condition: whileOpen,
        }),
        tags: named(tags, name),
      },
      child,
    );
    new iam.RolePolicy(
      name,
      {
        name: "log-in",
        role: role.name,
        policy: policy({
          Sid: "LogInToDatabase",
          Effect: "Allow",
          Action: "rds-db:connect",
          Resource: pulumi.interpolate`arn:${partition}:rds-db:${region}:${accountId}:dbuser:${resourceId}/${emergencyUser}`,
          Condition: whileOpen,
        }),
      },
      child,
    );

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** What a role's description takes of any text: IAM knows no line ends and few symbols there. */
const described = ({ reason, approvedBy }: Opening): string =>
  `${reason}${approvedBy === undefined ? "" : `; approved by ${approvedBy}`}`
    .replace(/[^\w .,:;@/()+=-]/g, " ")
    .slice(0, 1000);

const policy = (Statement: pulumi.Inputs): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: [Statement] });
