import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import { named, type Tags } from "../../core/tags";
import { connect } from "./connect";

export interface StoreGroupArgs {
  /** What the store is, and the protocol that tasks speak to it: `Database`, `PostgreSQL`. */
  readonly store: string;
  readonly protocol: string;
  readonly port: number;
  readonly vpcId: pulumi.Input<string>;
  readonly clientSecurityGroupId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** The security group of a store: tasks reach its one port, and nobody else anything. */
export function createStoreGroup(
  name: string,
  args: StoreGroupArgs,
  opts: pulumi.CustomResourceOptions,
): ec2.SecurityGroup {
  const { store, protocol, port, vpcId, clientSecurityGroupId: client, tags } = args;
  const description = `${store}: tasks in`;
  const group = new ec2.SecurityGroup(name, { name, description, vpcId, tags: named(tags, name) }, opts);
  const pair = { client, server: group.id, ports: [port, port], description: `${protocol} from tasks`, tags } as const;
  connect(`${name}-from-tasks`, pair, opts);
  return group;
}
