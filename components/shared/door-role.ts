import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { peopleTrust } from "../../core/access/people";
import { partitionOf } from "../../core/arn";
import type { Opening } from "../../core/config/openings";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";
import type { Bounded } from "./bounded";

/** What opens an emergency door, whichever it is. */
export interface DoorPlace extends Bounded {
  readonly opening: Opening;
  /** Whose people may go through: GitHub's teams, as the flow's roles name them. */
  readonly teams: readonly string[];
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly tags: Tags;
}

export interface DoorRoleArgs extends DoorPlace {
  /** What its policy is called. */
  readonly permits: string;
  /** Each holds until the door closes. */
  readonly statements: readonly Readonly<Record<string, pulumi.Input<unknown>>>[];
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/**
 * A role that people of the account take on while a door is open, under their own names in CloudTrail, for an hour at a
 * time. AWS itself closes it: nobody has to run an update in time. Its ARN.
 */
export function createDoorRole(
  name: string,
  args: DoorRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { opening, teams, region, permits, permissionsBoundary, tags } = args;
  const { until } = opening;
  const Condition = { DateLessThan: { "aws:CurrentTime": until } };
  const trust = pulumi
    .output(args.accountId)
    .apply((accountId) => peopleTrust({ partition: partitionOf(region), accountId }, teams, until));
  const role = new iam.Role(
    name,
    {
      name: physicalName([name], roleNameLimit),
      description: described(opening),
      maxSessionDuration: 3600,
      assumeRolePolicy: policy([trust]),
      permissionsBoundary,
      tags: named(tags, name),
    },
    opts,
  );
  const statements = args.statements.map((one) => ({ ...one, Effect: "Allow", Condition }));
  new iam.RolePolicy(name, { name: permits, role: role.name, policy: policy(statements) }, opts);
  return role.arn;
}

/** What a role's description takes of any text: IAM knows no line ends and few symbols there. */
const described = ({ reason, approvedBy }: Opening): string =>
  `${reason}${approvedBy === undefined ? "" : `; approved by ${approvedBy}`}`
    .replace(/[^\w .,:;@/()+=-]/g, " ")
    .slice(0, 1000);

const policy = (Statement: pulumi.Inputs[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement });
