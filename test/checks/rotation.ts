import { allows, statementsOf, type Call } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { denied, keyAllows, logKeyProblems, place } from "./roles";
import { accessProblems } from "./vault";

const rotationActions = ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"];

/** Whatever AWS would refuse to a rotation: to call its function, and to that function at each of its steps. */
export function rotationProblems(stack: Stack): readonly string[] {
  return ofType(stack, "aws:secretsmanager/secretRotation:SecretRotation").flatMap((rotation) => {
    const rotator = by(stack, "aws:lambda/function:Function", "arn", rotation.inputs.rotationLambdaArn);
    const secret = by(stack, "aws:secretsmanager/secret:Secret", "arn", rotation.inputs.secretId);
    const role = by(stack, "aws:iam/role:Role", "arn", rotator?.inputs.role);
    const problems =
      rotator === undefined || secret === undefined || role === undefined
        ? ["its function, the function's role or the entry is not of this stack"]
        : [
            ...callProblems(stack, rotator, role),
            ...accessProblems(stack, role, secret, rotationActions, ["Decrypt", "GenerateDataKey"]),
            ...functionProblems(stack, rotator, role),
          ];
    return problems.map((problem) => `${rotation.name}: ${problem}`);
  });
}

function callProblems(stack: Stack, rotator: StackResource, role: StackResource): readonly string[] {
  const [, , account] = place(rotator.outputs.arn);
  const called = ofType(stack, "aws:lambda/permission:Permission").some(
    ({ inputs }) =>
      inputs.function === rotator.outputs.name &&
      inputs.principal === "secretsmanager.amazonaws.com" &&
      inputs.action === "lambda:InvokeFunction" &&
      inputs.sourceAccount === account,
  );
  const assume: Call = {
    action: "sts:AssumeRole",
    resource: "",
    principal: ["Service", "lambda.amazonaws.com"],
    context: { "aws:SourceAccount": account },
  };
  return [
    ...(called ? [] : [`Secrets Manager may not call ${rotator.name}`]),
    ...(allows(statementsOf(role.inputs.assumeRolePolicy), assume) ? [] : [`Lambda may not take on ${role.name}`]),
  ];
}

/** What the function does beside the entry itself: network, log, failures, tasks, the master's password. */
function functionProblems(stack: Stack, { inputs, outputs }: StackResource, role: StackResource): readonly string[] {
  const [partition, region, account] = place(outputs.arn);
  const { variables } = inputs.environment as { variables: Readonly<Record<string, string>> };
  const { logGroup } = inputs.loggingConfig as { logGroup: string };
  const { targetArn } = inputs.deadLetterConfig as { targetArn: string };
  const group = by(stack, "aws:cloudwatch/logGroup:LogGroup", "name", logGroup);
  const queue = by(stack, "aws:sqs/queue:Queue", "arn", targetArn);
  const key = by(stack, "aws:kms/key:Key", "arn", inputs.kmsKeyArn);
  const logArn = String(group?.outputs.arn);
  const interfaces = `arn:${partition}:ec2:${region}:${account}:network-interface/eni-0`;
  const tasks = { "ecs:cluster": String(variables.CLUSTER) };
  const calls: readonly Call[] = [
    ...["CreateLogStream", "PutLogEvents"].map((action) => ({
      action: `logs:${action}`,
      resource: `${logArn}:log-stream:2026/01/01`,
    })),
    { action: "sqs:SendMessage", resource: targetArn },
    { action: "kms:GenerateDataKey", resource: String(queue?.inputs.kmsMasterKeyId), context: via("sqs", region) },
    { action: "kms:Decrypt", resource: String(inputs.kmsKeyArn), context: via("lambda", region) },
    { action: "ecs:ListTasks", resource: "*", context: tasks },
    { action: "ecs:DescribeTasks", resource: `arn:${partition}:ecs:${region}:${account}:task/dev/0`, context: tasks },
    { action: "ec2:DescribeNetworkInterfaces", resource: "*" },
    { action: "ec2:CreateNetworkInterface", resource: interfaces },
    { action: "ec2:DeleteNetworkInterface", resource: interfaces },
    { action: "xray:PutTraceSegments", resource: "*" },
    ...(variables.MASTER_SECRET === undefined
      ? []
      : [{ action: "secretsmanager:GetSecretValue", resource: variables.MASTER_SECRET }]),
  ];
  const encrypt = {
    resource: "*",
    principal: ["Service", `logs.${region}.amazonaws.com`],
    context: { "kms:EncryptionContext:aws:logs:arn": logArn },
  } as const;
  return [
    ...(group === undefined ? [`the log group ${logGroup} is not of this stack`] : logKeyProblems(key, encrypt)),
    ...(queue === undefined ? ["its place for failures is not of this stack"] : []),
    ...calls.flatMap((call) => denied(stack, role, call)),
    ...calls
      .filter(({ action }) => action.startsWith("kms:"))
      .filter((call) => key === undefined || !keyAllows(key, role, call))
      .map(({ action }) => `no key lets ${role.name} ${action}`),
  ];
}

const via = (service: string, region: string) => ({ "kms:ViaService": `${service}.${region}.amazonaws.com` });
