import { allows, statementsOf, type Call } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";

/**
 * What AWS would refuse to those who keep the cost down: schedules that stop and start the database as a role of
 * theirs, and budgets that publish to topics. Empty when each may do what it is there for.
 */
export const costProblems = (stack: Stack): readonly string[] => [
  ...ofType(stack, "aws:scheduler/schedule:Schedule").flatMap((schedule) => scheduleProblems(stack, schedule)),
  ...ofType(stack, "aws:budgets/budget:Budget").flatMap((budget) => budgetProblems(stack, budget)),
];

interface Target {
  readonly arn: string;
  readonly roleArn: string;
  readonly input: string;
}

function scheduleProblems(stack: Stack, { name, inputs }: StackResource): readonly string[] {
  const target = inputs.target as Target;
  const role = by(stack, "aws:iam/role:Role", "arn", target.roleArn);
  const group = by(stack, "aws:scheduler/scheduleGroup:ScheduleGroup", "name", inputs.groupName);
  const { DbInstanceIdentifier: identifier } = JSON.parse(target.input) as Record<string, unknown>;
  const database = by(stack, "aws:rds/instance:Instance", "identifier", identifier);
  if (role === undefined) return [`${name}: its role is not of this stack`];
  if (group === undefined) return [`${name}: its group is not of this stack`];
  if (database === undefined) return [`${name}: there is no database ${String(identifier)}`];

  const [, partition = "", , region = "", account = ""] = String(database.outputs.arn).split(":");
  const key = by(stack, "aws:kms/key:Key", "arn", database.inputs.kmsKeyId);
  const assume: Call = {
    action: "sts:AssumeRole",
    resource: "",
    principal: ["Service", "scheduler.amazonaws.com"],
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:${partition}:scheduler:${region}:${account}:schedule-group/${String(group.outputs.name)}`,
    },
  };
  const verb = /aws-sdk:rds:(\w)(\w+)$/.exec(target.arn);
  const action = `rds:${(verb?.[1] ?? "").toUpperCase()}${verb?.[2] ?? ""}`;
  const grant = { resource: String(key?.outputs.arn), context: { "kms:ViaService": `rds.${region}.amazonaws.com` } };
  const calls: readonly Call[] = [
    { action, resource: String(database.outputs.arn) },
    ...["kms:CreateGrant", "kms:DescribeKey"].map((use) => ({ ...grant, action: use })),
  ];
  const own = ofType(stack, "aws:iam/rolePolicy:RolePolicy")
    .filter((policy) => policy.inputs.role === role.outputs.name)
    .flatMap((policy) => statementsOf(policy.inputs.policy));
  return [
    ...(allows(statementsOf(role.inputs.assumeRolePolicy), assume)
      ? []
      : [`the scheduler may not take on ${role.name}`]),
    ...calls.filter((call) => !allows(own, call)).map((call) => `${role.name} may not ${call.action} ${call.resource}`),
  ].map((problem) => `${name}: ${problem}`);
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
