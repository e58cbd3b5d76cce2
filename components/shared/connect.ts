import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import { named, type Tags } from "../../core/tags";

export interface ConnectArgs {
  /** Security group of those who connect. */
  readonly client: pulumi.Input<string>;
  /** Security group of those who listen. */
  readonly server: pulumi.Input<string>;
  /** TCP ports, first and last. */
  readonly ports: readonly [first: number, last: number];
  readonly description: string;
  readonly tags: Tags;
}

/** Lets one security group reach another: out of the one and into the other, always as a pair. */
export function connect(name: string, args: ConnectArgs, opts: pulumi.CustomResourceOptions): void {
  const { client, server, description } = args;
  const [fromPort, toPort] = args.ports;
  const rule = { description, ipProtocol: "tcp", fromPort, toPort, tags: named(args.tags, name) };
  const out = { ...rule, securityGroupId: client, referencedSecurityGroupId: server };
  const into = { ...rule, securityGroupId: server, referencedSecurityGroupId: client };
  new vpc.SecurityGroupEgressRule(name, out, opts);
  new vpc.SecurityGroupIngressRule(name, into, opts);
}
