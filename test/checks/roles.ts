import { allows, statementsOf, type Call, type Statement } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";

/** What CloudWatch Logs may not do with the key of a log group. */
export function logKeyProblems(key: StackResource | undefined, call: Omit<Call, "action">): readonly string[] {
  if (key === undefined) return ["the key of the log group is not of this stack"];
  return ["Encrypt", "Decrypt", "ReEncryptTo", "GenerateDataKey", "DescribeKey"]
    .filter((action) => !allows(statementsOf(key.inputs.policy), { ...call, action: `kms:${action}` }))
    .map((action) => `CloudWatch Logs may not kms:${action} with ${key.name}`);
}

/** A key's policy names the role itself, or leaves the choice to its account's IAM policies. */
export function keyAllows(key: StackResource, role: StackResource, call: Call): boolean {
  const [partition, , account] = place(key.outputs.arn);
  return [String(role.outputs.arn), `arn:${partition}:iam::${account}:root`].some((value) =>
    allows(statementsOf(key.inputs.policy), { ...call, principal: ["AWS", value] }),
  );
}

/** A call that the role's own policies do not allow, or its boundary does not. */
export function denied(stack: Stack, role: StackResource, call: Call): readonly string[] {
  const refusal = `${role.name} may not ${call.action} on ${call.resource}`;
  if (!allows(permissionsOf(stack, role), call)) return [refusal];
  const { permissionsBoundary } = role.inputs;
  if (permissionsBoundary === undefined) return [];
  const boundary = by(stack, "aws:iam/policy:Policy", "arn", permissionsBoundary);
  const context = { ...tagged(stack, call.resource), ...call.context };
  const within = boundary !== undefined && allows(statementsOf(boundary.inputs.policy), { ...call, context });
  return within ? [] : [`${refusal}, by its boundary`];
}

/** What IAM knows of the resource by its tags. */
function tagged(stack: Stack, arn: string): Readonly<Record<string, string>> {
  const tags = stack.find(({ outputs }) => outputs.arn === arn)?.inputs.tags as Record<string, string> | undefined;
  return tags?.env === undefined ? {} : { "aws:ResourceTag/env": tags.env };
}

/** Attached managed policies would have to be read from AWS: whoever attaches one has to teach this check. */
function permissionsOf(stack: Stack, role: StackResource): readonly Statement[] {
  return ofType(stack, "aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => inputs.role === role.outputs.name)
    .flatMap(({ inputs }) => statementsOf(inputs.policy));
}

/** Partition, region and account of an ARN. */
export function place(arn: unknown): readonly [partition: string, region: string, account: string] {
  const [, partition = "", , region = "", account = ""] = String(arn).split(":");
  return [partition, region, account];
}
