import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../core/arn";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";
import type { Bounded } from "./bounded";

export interface MonitoringRoleArgs extends Bounded {
  /** What the identifiers of the databases begin with whose operating systems are watched. */
  readonly identifier: string;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/** RDS writes readings of its operating systems into this group of the account; it makes the group itself. */
const logGroup = "RDSOSMetrics";

/**
 * Who RDS is while it writes readings of the operating system. ARN, known once it may: what AWS's managed policy
 * AmazonRDSEnhancedMonitoringRole allows, in this account and region.
 */
export function createMonitoringRole(
  name: string,
  { identifier, region, accountId, permissionsBoundary, tags }: MonitoringRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const partition = partitionOf(region);
  const group = pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}`;
  const role = new iam.Role(
    name,
    {
      name: physicalName([name], roleNameLimit),
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { Service: "monitoring.rds.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:${partition}:rds:${region}:${accountId}:db:${identifier}*`,
          },
        },
      }),
      permissionsBoundary,
      tags: named(tags, name),
    },
    opts,
  );
  const permissions = new iam.RolePolicy(
    name,
    {
      name: "write-readings",
      role: role.name,
      policy: policy(
        {
          Sid: "MakeLogGroup",
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
          Resource: pulumi.interpolate`${group}:*`,
        },
        {
          Sid: "WriteReadings",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"],
          Resource: pulumi.interpolate`${group}:log-stream:*`,
        },
      ),
    },
    opts,
  );
  return pulumi.all([role.arn, permissions.id]).apply(([arn]) => arn);
}

const policy = (...Statement: readonly pulumi.Inputs[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement });
