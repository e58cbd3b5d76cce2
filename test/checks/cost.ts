import { allows, statementsOf } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { place } from "./roles";
import { schedulerProblems, schedulesOf, targetOf } from "./schedules";

/**
 * What AWS would refuse to those who keep the cost down: schedules that stop and start the database as a role of
 * theirs, and budgets that publish to topics. Empty when each may do what it is there for.
 */
export const costProblems = (stack: Stack): readonly string[] => [
  ...schedulesOf(stack, ({ arn }) => arn.includes(":aws-sdk:")).flatMap((one) => scheduleProblems(stack, one)),
  ...ofType(stack, "aws:budgets/budget:Budget").flatMap((budget) => budgetProblems(stack, budget)),
];

function scheduleProblems(stack: Stack, schedule: StackResource): readonly string[] {
  const { name } = schedule;
  const { arn, input } = targetOf(schedule);
  const { DbInstanceIdentifier: identifier } = JSON.parse(input) as Record<string, unknown>;
  const database = by(stack, "aws:rds/instance:Instance", "identifier", identifier);
  if (database === undefined) return [`${name}: there is no database ${String(identifier)}`];

  const [, region] = place(database.outputs.arn);
  const key = by(stack, "aws:kms/key:Key", "arn", database.inputs.kmsKeyId);
  const verb = /aws-sdk:rds:(\w)(\w+)$/.exec(arn);
  const action = `rds:${(verb?.[1] ?? "").toUpperCase()}${verb?.[2] ?? ""}`;
  const grant = { resource: String(key?.outputs.arn), context: { "kms:ViaService": `rds.${region}.amazonaws.com` } };
  return schedulerProblems(stack, schedule, [
    { action, resource: String(database.outputs.arn) },
    ...["kms:CreateGrant", "kms:DescribeKey"].map((use) => ({ ...grant, action: use })),
  ]).map((problem) => `${name}: ${problem}`);
}

interface Notification {
  readonly subscriberSnsTopicArns: readonly string[];
}

/** The topic has to let AWS Budgets publish, and the topic's key has to let it encrypt what it says. */
function budgetProblems(stack: Stack, { name, inputs }: StackResource): readonly string[] {
  const arns = (inputs.notifications as readonly Notification[]).flatMap((one) => one.subscriberSnsTopicArns);
  return [...new Set(arns)].flatMap((arn) => {
    const topic = by(stack, "aws:sns/topic:Topic", "arn", arn);
    if (topic === undefined) return [`${name}: the topic ${arn} is not of this stack`];
    const [, partition = "", , region = "", account = ""] = arn.split(":");
    const from = {
      principal: ["Service", "budgets.amazonaws.com"],
      // A budget has no region.
      context: {
        "aws:SourceAccount": account,
        "aws:SourceArn": `arn:${partition}:budgets::${account}:budget/${String(inputs.name)}`,
        "kms:EncryptionContext:aws:sns:topicArn": `arn:${partition}:sns:${region}:${account}:${String(topic.inputs.name)}`,
      },
    } as const;
    const policy = ofType(stack, "aws:sns/topicPolicy:TopicPolicy").find((one) => one.inputs.arn === arn);
    const key = by(stack, "aws:kms/key:Key", "arn", topic.inputs.kmsMasterKeyId);
    const publishes = allows(statementsOf(policy?.inputs.policy ?? '{"Statement":[]}'), {
      ...from,
      action: "sns:Publish",
      resource: arn,
    });
    const encrypts = ["kms:GenerateDataKey", "kms:Decrypt"].filter(
      (action) => key !== undefined && !allows(statementsOf(key.inputs.policy), { ...from, action, resource: "*" }),
    );
    return [
      ...(publishes ? [] : [`${name}: AWS Budgets may not publish to ${topic.name}`]),
      ...encrypts.map((action) => `${name}: AWS Budgets may not ${action} for ${topic.name}`),
    ];
  });
}
