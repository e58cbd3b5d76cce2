import { denies, statementsOf, type Call } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { denied, keyAllows, place } from "./roles";

const secretType = "aws:secretsmanager/secret:Secret";

/** What a container's secret lacks to be there when its task starts. */
export function secretProblems(
  stack: Stack,
  role: StackResource,
  { name, valueFrom }: { name: string; valueFrom: string },
): readonly string[] {
  const parts = valueFrom.split(":");
  const arn = parts.slice(0, 7).join(":");
  const secret = by(stack, secretType, "arn", arn);
  if (secret === undefined) return masterProblems(stack, role, name, arn, parts[7]);
  const version = by(stack, "aws:secretsmanager/secretVersion:SecretVersion", "secretArn", arn);
  const value = version === undefined ? undefined : valueOf(String(version.inputs.secretString), parts[7]);
  return [
    ...(value === undefined ? [`${name} has no value`] : []),
    ...accessProblems(stack, role, secret, ["GetSecretValue"], ["Decrypt"], name),
  ];
}

/** The secret that RDS itself makes and keeps where it manages the master user's password. */
function masterProblems(
  stack: Stack,
  role: StackResource,
  name: string,
  arn: string,
  key: string | undefined,
): readonly string[] {
  const instance = ofType(stack, "aws:rds/instance:Instance").find(({ outputs }) =>
    ((outputs.masterUserSecrets ?? []) as { secretArn: string }[]).some(({ secretArn }) => secretArn === arn),
  );
  if (instance === undefined) return [`${name} refers to no secret of this stack`];
  const secret = {
    ...{ type: secretType, name: `${instance.name}'s master`, outputs: { arn } },
    inputs: { kmsKeyId: instance.inputs.masterUserSecretKmsKeyId },
  };
  return [
    ...(key === "username" || key === "password" ? [] : [`${name} has no value`]),
    ...accessProblems(stack, role, secret, ["GetSecretValue"], ["Decrypt"], name),
  ];
}

/** Whether a role's own policies, the entry's policy and the key's let it do what it has to. */
export function accessProblems(
  stack: Stack,
  role: StackResource,
  secret: StackResource,
  actions: readonly string[],
  keyActions: readonly string[],
  name = secret.name,
): readonly string[] {
  const arn = String(secret.outputs.arn);
  const [, region] = place(arn);
  const key = by(stack, "aws:kms/key:Key", "arn", secret.inputs.kmsKeyId);
  const context = { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` };
  const uses = keyActions.map((action): Call => ({
    action: `kms:${action}`,
    resource: String(key?.outputs.arn),
    context,
  }));
  const calls = actions.map((action): Call => ({ action: `secretsmanager:${action}`, resource: arn }));
  return [
    ...calls.flatMap((call) => denied(stack, role, call)),
    ...calls
      .filter((call) => shutOut(stack, secret, String(role.outputs.arn), call.action))
      .map(({ action }) => `the policy of ${secret.name} keeps ${role.name} from ${action}`),
    ...(key === undefined
      ? [`${name} is not encrypted with a key of this stack`]
      : uses.flatMap((use) => [
          ...denied(stack, role, use),
          ...(keyAllows(key, role, use) ? [] : [`the key ${key.name} does not let ${role.name} ${use.action}`]),
        ])),
  ];
}

/** Whoever else gets at the vault's values: others of the account that an entry's policy does not keep out. */
export function strangerProblems(stack: Stack): readonly string[] {
  const rotated = ofType(stack, secretType).filter(({ inputs }) =>
    /^promenade\/[^/]+\/(?!DATABASE_MASTER)/.test(String(inputs.name)),
  );
  return rotated.flatMap((secret) => {
    const [partition, , account] = place(secret.outputs.arn);
    const stranger = `arn:${partition}:iam::${account}:role/another-environment`;
    const owner = `arn:${partition}:iam::${account}:root`;
    return [
      ...["GetSecretValue", "PutSecretValue"]
        .filter((action) => !shutOut(stack, secret, stranger, `secretsmanager:${action}`))
        .map((action) => `${secret.name} lets anybody of the account secretsmanager:${action}`),
      ...["GetSecretValue", "PutResourcePolicy", "DeleteResourcePolicy"]
        .filter((action) => shutOut(stack, secret, owner, `secretsmanager:${action}`))
        .map((action) => `${secret.name} keeps the account itself from secretsmanager:${action}`),
    ];
  });
}

function shutOut(stack: Stack, secret: StackResource, principal: string, action: string): boolean {
  const arn = String(secret.outputs.arn);
  const call: Call = {
    action,
    resource: arn,
    principal: ["AWS", principal],
    context: { "aws:PrincipalArn": principal },
  };
  return ofType(stack, "aws:secretsmanager/secretPolicy:SecretPolicy")
    .filter(({ inputs }) => inputs.secretArn === arn)
    .some(({ inputs }) => denies(statementsOf(inputs.policy), call));
}

function valueOf(secretString: string, jsonKey: string | undefined): unknown {
  if (!jsonKey) return secretString;
  return (JSON.parse(secretString) as Readonly<Record<string, unknown>>)[jsonKey];
}
