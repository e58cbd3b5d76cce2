import { type Statement, statementsOf } from "../policy-document";
import { objects } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const iamNoWildcards: ResourceRule = {
  name: "iam-no-wildcards",
  description: "No policy allows everything of a service on everything there is.",
  area: "Access",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["IAM.1", "IAM.21"],
  checkov: ["CKV_AWS_62", "CKV_AWS_63"],
  types: [
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
  ],
  judge: ({ props }) =>
    [...statementsOf(props.policy), ...objects(props.inlinePolicies).flatMap(({ policy }) => statementsOf(policy))].map(
      (statement) => ({
        found: () => (isBoundless(statement) ? `${statement.id} that allows ${actionsOf(statement)} on *` : undefined),
        required: "actions by name, or resources by ARN",
        change: "name in the statement what is needed",
      }),
    ),
};

/** `*`, or all of a service: `s3:*`. */
const isEveryAction = (action: unknown): boolean => /^(\*|[a-z0-9-]+:\*)$/i.test(String(action));

function isBoundless({ effect, actions, notActions, resources, notResources }: Statement): boolean {
  const everything = resources.includes("*") || notResources.length > 0;
  return effect === "Allow" && everything && (actions.some(isEveryAction) || notActions.length > 0);
}

const actionsOf = ({ actions, notActions }: Statement): string =>
  notActions.length > 0 ? `all but ${notActions.join(", ")}` : actions.filter(isEveryAction).join(", ");
