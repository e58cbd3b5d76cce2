import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../core/arn";
import type { Tags } from "../../core/tags";
import type { Bounded } from "./bounded";
import { createServiceRole } from "./service-role";

export interface SchedulerRoleArgs extends Bounded {
  /** Name of a group: a schedule takes on its role in the name of its group. */
  readonly group: pulumi.Input<string>;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** What its schedules may do. */
  readonly statements: readonly pulumi.Inputs[];
  readonly tags: Tags;
}

/** Who EventBridge Scheduler is while it keeps a group's schedules. ARN, known once it may. */
export function createSchedulerRole(
  name: string,
  { group, region, accountId, statements, permissionsBoundary, tags }: SchedulerRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const source = pulumi.interpolate`arn:${partitionOf(region)}:scheduler:${region}:${accountId}:schedule-group/${group}`;
  const when = { StringEquals: { "aws:SourceAccount": accountId, "aws:SourceArn": source } };
  return createServiceRole(
    name,
    { service: "scheduler.amazonaws.com", when, statements, permissionsBoundary, tags },
    opts,
  );
}
