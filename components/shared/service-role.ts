import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";
import type { Bounded } from "./bounded";

export interface ServiceRoleArgs extends Bounded {
  /** Which of AWS's services takes it on: `firehose.amazonaws.com`. */
  readonly service: string;
  /** Under which circumstances: conditions of IAM. Only this account can hand the role to a service, with or without. */
  readonly when?: pulumi.Inputs;
  /** What it may do with it. */
  readonly statements: readonly pulumi.Inputs[];
  readonly tags: Tags;
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/** Who one of AWS's services is while it works for the environment. ARN, known once it may. */
export function createServiceRole(
  name: string,
  { service, when, statements, permissionsBoundary, tags }: ServiceRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const trust = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  const assumeRolePolicy = policy([{ ...trust, ...(when === undefined ? {} : { Condition: when }) }]);
  const role = new iam.Role(
    name,
    { name: physicalName([name], roleNameLimit), assumeRolePolicy, permissionsBoundary, tags: named(tags, name) },
    opts,
  );
  const own = { name: "work", role: role.name, policy: policy(statements) };
  const permissions = new iam.RolePolicy(name, own, opts);
  return pulumi.all([role.arn, permissions.id]).apply(([arn]) => arn);
}

const policy = (Statement: readonly pulumi.Inputs[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement });
