import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import { named, type Tags } from "../../core/tags";

export interface LogGroupsArgs {
  /** What every group's name starts with; a group a log is made below it. */
  readonly path: string;
  readonly retentionDays: number;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/**
 * Groups for what an AWS service logs, by log. Made before the service writes: the ones that it would make itself are
 * kept for ever, under no key of ours.
 */
export function createLogGroups<Log extends string>(
  name: string,
  logs: readonly Log[],
  args: LogGroupsArgs,
  opts: pulumi.CustomResourceOptions,
): Readonly<Record<Log, cloudwatch.LogGroup>> {
  const groups = logs.map((log) => [log, createLogGroup(name, log, args, opts)] as const);
  return Object.fromEntries(groups) as Record<Log, cloudwatch.LogGroup>;
}

/** One of them. */
export function createLogGroup(
  name: string,
  log: string,
  { path, retentionDays, keyArn, tags }: LogGroupsArgs,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.LogGroup {
  const group = `${path}/${log}`;
  const args = { name: group, retentionInDays: retentionDays, kmsKeyId: keyArn, tags: named(tags, group) };
  return new cloudwatch.LogGroup(`${name}-${log}`, args, opts);
}
