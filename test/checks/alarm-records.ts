import { functionProblems, functionType, via } from "./functions";
import { allows, denies, statementsOf, type Call } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { denied, keyAllows, logKeyProblems, place } from "./roles";
import { schedulerProblems, schedulesOf, targetOf } from "./schedules";

/** Whatever AWS would refuse to those who write down what alarms do that call nobody: their log, and their report. */
export const alarmRecordProblems = (stack: Stack): readonly string[] =>
  [
    ...ofType(stack, "aws:cloudwatch/eventTarget:EventTarget").map((one) => ({
      one,
      problems: logProblems(stack, one),
    })),
    ...schedulesOf(stack, ({ arn }) => !arn.includes(":aws-sdk:")).map((one) => ({
      one,
      problems: reportProblems(stack, one),
    })),
  ].flatMap(({ one, problems }) => problems.map((problem) => `${one.name}: ${problem}`));

/** EventBridge has no role here: the account's log policies let it in, or it writes nothing and says nothing. */
function logProblems(stack: Stack, { inputs }: StackResource): readonly string[] {
  const rule = by(stack, "aws:cloudwatch/eventRule:EventRule", "name", inputs.rule);
  const group = by(stack, "aws:cloudwatch/logGroup:LogGroup", "arn", inputs.arn);
  if (rule === undefined) return ["its rule is not of this stack"];
  if (group === undefined) return ["its log group is not of this stack"];
  const arn = String(group.outputs.arn);
  const [, region] = place(arn);
  const letIn = ofType(stack, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy").flatMap((policy) =>
    statementsOf(policy.inputs.policyDocument),
  );
  const refused = ["events.amazonaws.com", "delivery.logs.amazonaws.com"].flatMap((service) => {
    const from = { resource: `${arn}:log-stream:0123`, principal: ["Service", service] as const };
    return [
      { ...from, action: "logs:CreateLogStream" },
      { ...from, action: "logs:PutLogEvents", context: { "aws:SourceArn": String(rule.outputs.arn) } },
    ].filter((call) => !allows(letIn, call));
  });
  const { detail } = JSON.parse(String(rule.inputs.eventPattern)) as { detail: { alarmName: readonly string[] } };
  return [
    ...refused.map(({ action, principal }) => `${principal[1]} may not ${action} in ${group.name}`),
    ...unknownAlarms(stack, detail.alarmName),
    ...logKeyProblems(by(stack, "aws:kms/key:Key", "arn", group.inputs.kmsKeyId), {
      resource: "*",
      principal: ["Service", `logs.${region}.amazonaws.com`],
      context: { "kms:EncryptionContext:aws:logs:arn": arn },
    }),
  ];
}

const unknownAlarms = (stack: Stack, names: readonly string[]): readonly string[] =>
  names
    .filter((name) => by(stack, "aws:cloudwatch/metricAlarm:MetricAlarm", "name", name) === undefined)
    .map((name) => `the alarm ${name} is not of this stack`);

function reportProblems(stack: Stack, schedule: StackResource): readonly string[] {
  const { arn, input, deadLetterConfig } = targetOf(schedule);
  const reporter = by(stack, functionType, "arn", arn);
  const role = by(stack, "aws:iam/role:Role", "arn", reporter?.inputs.role);
  if (reporter === undefined || role === undefined)
    return ["its function, or the function's role, is not of this stack"];
  const failures = by(stack, "aws:sqs/queue:Queue", "arn", deadLetterConfig?.arn);
  const [, region] = place(arn);
  const sealing = ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({
    action,
    ...{ resource: String(failures?.inputs.kmsMasterKeyId), context: via("sqs", region) },
  }));
  const names = Object.values((JSON.parse(input) as { alarms: Record<string, readonly string[]> }).alarms).flat();
  return [
    ...schedulerProblems(stack, schedule, [
      { action: "lambda:InvokeFunction", resource: arn },
      { action: "sqs:SendMessage", resource: String(failures?.outputs.arn) },
      ...sealing,
    ]),
    ...functionProblems(stack, reporter),
    ...unknownAlarms(stack, names),
    ...readProblems(stack, reporter, role, names),
    ...publishProblems(stack, reporter, role),
  ];
}

function readProblems(stack: Stack, reporter: StackResource, role: StackResource, names: readonly string[]) {
  const [partition, region, account] = place(reporter.outputs.arn);
  const alarm = (name: string) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
  return [
    ...denied(stack, role, { action: "cloudwatch:DescribeAlarms", resource: alarm("*") }),
    ...names.flatMap((name) =>
      denied(stack, role, { action: "cloudwatch:DescribeAlarmHistory", resource: alarm(name) }),
    ),
  ];
}

/** The role's own policy suffices in its account; the topic must not deny it, nor the key. */
function publishProblems(stack: Stack, reporter: StackResource, role: StackResource): readonly string[] {
  const { TOPIC: arn = "" } = (reporter.inputs.environment as { variables: Readonly<Record<string, string>> })
    .variables;
  const topic = by(stack, "aws:sns/topic:Topic", "arn", arn);
  if (topic === undefined) return [`the topic ${arn} is not of this stack`];
  const key = by(stack, "aws:kms/key:Key", "arn", topic.inputs.kmsMasterKeyId);
  const policy = ofType(stack, "aws:sns/topicPolicy:TopicPolicy").find(({ inputs }) => inputs.arn === arn);
  const publish: Call = { action: "sns:Publish", resource: arn, context: { "aws:SecureTransport": "true" } };
  const [, region] = place(arn);
  const sealing = ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({
    action,
    ...{ resource: String(key?.outputs.arn), context: via("sns", region) },
  }));
  return [
    ...[publish, ...sealing].flatMap((call) => denied(stack, role, call)),
    ...(denies(statementsOf(policy?.inputs.policy), publish)
      ? [`${topic.name} denies ${role.name} ${publish.action}`]
      : []),
    ...sealing
      .filter((call) => key === undefined || !keyAllows(key, role, call))
      .map(({ action }) => `no key lets ${role.name} ${action} for ${topic.name}`),
  ];
}
