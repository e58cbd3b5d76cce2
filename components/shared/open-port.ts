import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { named, type Tags } from "../../core/tags";

export interface OpenPortArgs {
  readonly port: number;
  readonly description: string;
  /** Security group of those who connect. */
  readonly from: pulumi.Input<string>;
  /** Security group of those who listen. */
  readonly to: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Lets one security group reach another: out of the one and into the other, always as a pair. */
export function openPort(name: string, args: OpenPortArgs, opts: pulumi.CustomResourceOptions): void {
  const { port, description, from, to } = args;
  const rule = { description, ipProtocol: "tcp", fromPort: port, toPort: port, tags: named(args.tags, name) };
  new aws.vpc.SecurityGroupEgressRule(name, { ...rule, securityGroupId: from, referencedSecurityGroupId: to }, opts);
  new aws.vpc.SecurityGroupIngressRule(name, { ...rule, securityGroupId: to, referencedSecurityGroupId: from }, opts);
}
