import { allows, statementsOf, type Call } from "./iam";
import { by, type Stack, type StackResource } from "./resources";
import { denied, keyAllows, logKeyProblems, place } from "./roles";

export const functionType = "aws:lambda/function:Function";

/** Whatever AWS would refuse to a function before it does its work: its role, log, trace, network, place for failures. */
export function functionProblems(stack: Stack, { inputs, outputs }: StackResource): readonly string[] {
  const role = by(stack, "aws:iam/role:Role", "arn", inputs.role);
  if (role === undefined) return ["the function's role is not of this stack"];
  const [partition, region, account] = place(outputs.arn);
  const { logGroup } = inputs.loggingConfig as { logGroup: string };
  const { targetArn } = inputs.deadLetterConfig as { targetArn: string };
  const group = by(stack, "aws:cloudwatch/logGroup:LogGroup", "name", logGroup);
  const queue = by(stack, "aws:sqs/queue:Queue", "arn", targetArn);
  const key = by(stack, "aws:kms/key:Key", "arn", inputs.kmsKeyArn);
  const logArn = String(group?.outputs.arn);
  const interfaces = `arn:${partition}:ec2:${region}:${account}:network-interface/eni-0`;
  const assume: Call = {
    action: "sts:AssumeRole",
    resource: "",
    principal: ["Service", "lambda.amazonaws.com"],
    context: { "aws:SourceAccount": account },
  };
  const calls: readonly Call[] = [
    ...["CreateLogStream", "PutLogEvents"].map((action) => ({
      action: `logs:${action}`,
      resource: `${logArn}:log-stream:2026/01/01`,
    })),
    { action: "sqs:SendMessage", resource: targetArn },
    { action: "kms:GenerateDataKey", resource: String(queue?.inputs.kmsMasterKeyId), context: via("sqs", region) },
    { action: "kms:Decrypt", resource: String(inputs.kmsKeyArn), context: via("lambda", region) },
    { action: "ec2:DescribeNetworkInterfaces", resource: "*" },
    { action: "ec2:CreateNetworkInterface", resource: interfaces },
    { action: "ec2:DeleteNetworkInterface", resource: interfaces },
    { action: "xray:PutTraceSegments", resource: "*" },
  ];
  const encrypt = {
    resource: "*",
    principal: ["Service", `logs.${region}.amazonaws.com`],
    context: { "kms:EncryptionContext:aws:logs:arn": logArn },
  } as const;
  return [
    ...(allows(statementsOf(role.inputs.assumeRolePolicy), assume) ? [] : [`Lambda may not take on ${role.name}`]),
    ...(group === undefined ? [`the log group ${logGroup} is not of this stack`] : logKeyProblems(key, encrypt)),
    ...(queue === undefined ? ["its place for failures is not of this stack"] : []),
    ...calls.flatMap((call) => denied(stack, role, call)),
    ...calls
      .filter(({ action }) => action.startsWith("kms:"))
      .filter((call) => key === undefined || !keyAllows(key, role, call))
      .map(({ action }) => `no key lets ${role.name} ${action}`),
  ];
}

/** What KMS knows of a call that a service makes in somebody's name. */
export const via = (service: string, region: string) => ({ "kms:ViaService": `${service}.${region}.amazonaws.com` });
