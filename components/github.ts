import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { Delivery, GithubEnvironment } from "../core/github/delivery";

export interface GithubArgs extends Delivery {
  /** Plain settings of the stack's own environment, by their whole name: `DEV_URL`. No secret is one. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Of every environment's label: they differ in what they say. */
const color = "0e8a16";

/** What GitHub keeps of an environment: what its workflows' jobs must pass, what they are told, and its label. */
export class Github extends pulumi.ComponentResource {
  /** Names of the environments, in the order in which a job passes them. */
  readonly environments: pulumi.Output<string[]>;

  constructor(name: string, args: GithubArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:delivery:Github", name, {}, opts);
    const { repository } = args;
    const child = { parent: this };
    const environments = args.environments.map(environmentFor);
    args.labels.forEach(label);

    this.environments = pulumi.output(environments.map(({ environment }) => environment));
    this.registerOutputs({ environments: this.environments });

    function environmentFor(wanted: GithubEnvironment): github.RepositoryEnvironment {
      const { part, waitMinutes, preventSelfReview, from, teams, users } = wanted;
      const made = new github.RepositoryEnvironment(
        `${name}-${part}`,
        {
          ...{ repository, environment: wanted.name, preventSelfReview },
          canAdminsBypass: false,
          ...(waitMinutes > 0 && { waitTimer: waitMinutes }),
          ...(teams.length + users.length > 0 && { reviewers: [{ teams: [...teams], users: [...users] }] }),
          ...(from && { deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true } }),
        },
        child,
      );
      from?.branches.forEach((branchPattern) => policy(made, part, "branch", branchPattern, { branchPattern }));
      from?.tags.forEach((tagPattern) => policy(made, part, "tag", tagPattern, { tagPattern }));
      if (part === "environment") Object.entries(args.variables).forEach(variable(made));
      return made;
    }

    function policy(
      { environment }: github.RepositoryEnvironment,
      part: string,
      kind: "branch" | "tag",
      pattern: string,
      match: { readonly branchPattern: string } | { readonly tagPattern: string },
    ): void {
      const policyName = `${name}-${part}-${kind}-${pattern}`;
      new github.RepositoryEnvironmentDeploymentPolicy(policyName, { repository, environment, ...match }, child);
    }

    function variable({ environment }: github.RepositoryEnvironment) {
      return ([variableName, value]: readonly [string, pulumi.Input<string>]): void => {
        new github.ActionsEnvironmentVariable(
          `${name}-${variableName}`,
          { repository, environment, variableName, value },
          child,
        );
      };
    }

    function label(text: string): void {
      const description = `Is in ${text.replace("env/", "")}`;
      new github.IssueLabel(`${name}-label-${text}`, { repository, name: text, color, description }, child);
    }
  }
}
