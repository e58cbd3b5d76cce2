import type * as pulumi from "@pulumi/pulumi";

/** Of whatever makes roles. */
export interface Bounded {
  /** ARN of the policy that bounds what each role can be given; undefined bounds none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
}
