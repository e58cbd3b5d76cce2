import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { audience, issuer } from "../core/access/github-oidc";
import { named, type Tags } from "../core/tags";

/** A role as IAM knows it: who takes it on, and what it may do. JSON. */
export interface RolePolicies {
  readonly trust: pulumi.Input<string>;
  readonly permissions: pulumi.Input<string>;
}

export interface WorkflowRolesArgs {
  readonly environment: string;
  /** Whether GitHub's workflows are made known to the account; an account knows them once. */
  readonly ownsProvider: boolean;
  /** By what their names end in: `deploy`. */
  readonly roles: Readonly<Record<string, RolePolicies>>;
  readonly tags: Tags;
}

/** A deploy waits for every bake of its schedule. Seconds. */
const longestSession = 2 * 3600;

/** Who GitHub's workflows are in AWS: roles that they take on by a token of GitHub's, so that no key is kept anywhere. */
export class WorkflowRoles extends pulumi.ComponentResource {
  /** By what their names end in; known once they may. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: WorkflowRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:access:WorkflowRoles", name, {}, opts);
    const child = { parent: this };
    const { tags } = args;

    if (args.ownsProvider) knowGithub();
    this.arns = Object.fromEntries(
      Object.entries(args.roles).map(([what, policies]) => [what, createRole(what, policies)]),
    );
    this.registerOutputs({ arns: this.arns });

    function knowGithub(): void {
      const provider = `${name}-github`;
      new iam.OpenIdConnectProvider(
        provider,
        { url: `https://${issuer}`, clientIdLists: [audience], tags: named(tags, provider) },
        child,
      );
    }

    function createRole(what: string, { trust, permissions }: RolePolicies): pulumi.Output<string> {
      const own = `${args.environment}-${what}`;
      const role = new iam.Role(
        `${name}-${what}`,
        { name: own, assumeRolePolicy: trust, maxSessionDuration: longestSession, tags: named(tags, own) },
        child,
      );
      const policy = new iam.RolePolicy(
        `${name}-${what}`,
        { name: "work", role: role.name, policy: permissions },
        child,
      );
      return pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
    }
  }
}
