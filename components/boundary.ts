import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { named, type Tags } from "../core/tags";

export interface BoundaryArgs {
  /** The policy, as JSON. */
  readonly policy: pulumi.Input<string>;
  readonly tags: Tags;
}

/** The most that any role may do which an environment makes, whatever policies it is given. */
export class Boundary extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: BoundaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:access:Boundary", name, {}, opts);
    const { policy, tags } = args;
    const description = "The most that a role of this environment may do";
    this.arn = new iam.Policy(name, { name, description, policy, tags: named(tags, name) }, { parent: this }).arn;
    this.registerOutputs({ arn: this.arn });
  }
}
