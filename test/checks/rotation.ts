import { functionProblems, functionType } from "./functions";
import type { Call } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { denied, place } from "./roles";
import { accessProblems } from "./vault";

const rotationActions = ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"];

/** Whatever AWS would refuse to a rotation: to call its function, and to that function at each of its steps. */
export function rotationProblems(stack: Stack): readonly string[] {
  return ofType(stack, "aws:secretsmanager/secretRotation:SecretRotation").flatMap((rotation) => {
    const rotator = by(stack, functionType, "arn", rotation.inputs.rotationLambdaArn);
    const secret = by(stack, "aws:secretsmanager/secret:Secret", "arn", rotation.inputs.secretId);
    const role = by(stack, "aws:iam/role:Role", "arn", rotator?.inputs.role);
    const problems =
      rotator === undefined || secret === undefined || role === undefined
        ? ["its function, the function's role or the entry is not of this stack"]
        : [
            ...callProblems(stack, rotator),
            ...accessProblems(stack, role, secret, rotationActions, ["Decrypt", "GenerateDataKey"]),
            ...functionProblems(stack, rotator),
            ...workProblems(stack, rotator, role),
          ];
    return problems.map((problem) => `${rotation.name}: ${problem}`);
  });
}

function callProblems(stack: Stack, rotator: StackResource): readonly string[] {
  const [, , account] = place(rotator.outputs.arn);
  const called = ofType(stack, "aws:lambda/permission:Permission").some(
    ({ inputs }) =>
      inputs.function === rotator.outputs.name &&
      inputs.principal === "secretsmanager.amazonaws.com" &&
      inputs.action === "lambda:InvokeFunction" &&
      inputs.sourceAccount === account,
  );
  return called ? [] : [`Secrets Manager may not call ${rotator.name}`];
}

/** What the function does beside the entry itself: it looks at tasks, and reads the master's password. */
function workProblems(stack: Stack, { inputs, outputs }: StackResource, role: StackResource): readonly string[] {
  const [partition, region, account] = place(outputs.arn);
  const { variables } = inputs.environment as { variables: Readonly<Record<string, string>> };
  const tasks = { "ecs:cluster": String(variables.CLUSTER) };
  const calls: readonly Call[] = [
    { action: "ecs:ListTasks", resource: "*", context: tasks },
    { action: "ecs:DescribeTasks", resource: `arn:${partition}:ecs:${region}:${account}:task/dev/0`, context: tasks },
    ...(variables.MASTER_SECRET === undefined
      ? []
      : [{ action: "secretsmanager:GetSecretValue", resource: variables.MASTER_SECRET }]),
  ];
  return calls.flatMap((call) => denied(stack, role, call));
}
