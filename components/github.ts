import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { Delivery, GithubEnvironment } from "../core/github/delivery";
import type { Protection } from "../core/github/protection";

export interface GithubArgs extends Delivery {
  /** Plain settings of environments by part, each by its whole name: `DEV_URL`. No secret is one. */
  readonly variables: Partial<Readonly<Record<GithubEnvironment["part"], Variables>>>;
  /** Settings for workflows that run in no environment, by their whole name as well. */
  readonly shared: Variables;
}

type Variables = Readonly<Record<string, pulumi.Input<string>>>;

/** Of every environment's label: they differ in what they say. */
const color = "0e8a16";

/**
 * What GitHub keeps of an environment: what its workflows' jobs must pass, what they are told, its label, and the rules
 * of the branches and tags that feed it.
 */
export class Github extends pulumi.ComponentResource {
  /** Names of the environments, in the order in which a job passes them. */
  readonly environments: pulumi.Output<string[]>;

  constructor(name: string, args: GithubArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:delivery:Github", name, {}, opts);
    const { repository } = args;
    const child = { parent: this };
    const environments = args.environments.map(environmentFor);
    args.labels.forEach(label);
    args.protections.forEach(ruleset);
    Object.entries(args.shared).forEach(([variableName, value]) => {
      new github.ActionsVariable(`${name}-${variableName}`, { repository, variableName, value }, child);
    });

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
      Object.entries(args.variables[part] ?? {}).forEach(variable(made));
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

    function ruleset(protection: Protection): void {
      const { name: ruled, target, refs } = protection;
      const conditions = { refName: { includes: [...refs], excludes: [] } };
      new github.RepositoryRuleset(
        `${name}-rules-${ruled}`,
        { repository, name: ruled, target, enforcement: "active", conditions, rules: rulesOf(protection) },
        child,
      );
    }
  }
}

/** All are told, those that ask for nothing as well: GitHub has defaults of its own. */
function rulesOf(protection: Protection): github.RepositoryRulesetArgs["rules"] {
  if (protection.target === "tag") return { deletion: true, update: true, nonFastForward: true };
  const { reviews, checks, forcePush } = protection;
  return {
    deletion: true,
    nonFastForward: !forcePush,
    ...(reviews !== undefined && {
      pullRequest: {
        requiredApprovingReviewCount: reviews,
        // An approval is of what was looked at.
        dismissStaleReviewsOnPush: true,
        requireLastPushApproval: reviews > 0,
        requireCodeOwnerReview: false,
        requiredReviewThreadResolution: false,
        allowedMergeMethods: ["merge", "squash", "rebase"],
      },
    }),
    ...(checks.length > 0 && {
      requiredStatusChecks: {
        requiredChecks: checks.map((context) => ({ context })),
        strictRequiredStatusChecksPolicy: false,
        // A release branch begins with commits that have passed them elsewhere.
        doNotEnforceOnCreate: true,
      },
    }),
  };
}
