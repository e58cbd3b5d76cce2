import type { containerDefinition } from "../../core/container";
import { alarmRecordProblems } from "./alarm-records";
import { allows, statementsOf, unknownActions, type Call } from "./iam";
import { recordProblems } from "./records";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { denied, logKeyProblems, place } from "./roles";
import { rotationProblems } from "./rotation";
import { storeProblems } from "./stores";
import { secretProblems, strangerProblems } from "./vault";
import { watchProblems } from "./watch";

type Container = ReturnType<typeof containerDefinition<string>>;

const ecsTasks = ["Service", "ecs-tasks.amazonaws.com"] as const;

/**
 * Whatever AWS would refuse to a stack's tasks: to start with image, logs and secrets, or to take on their roles; and
 * to the services that look after its stores and secrets. Empty when all of them have what they need.
 */
export async function permissionProblems(stack: Stack): Promise<readonly string[]> {
  const tasks = ofType(stack, "aws:ecs/taskDefinition:TaskDefinition");
  return [
    ...tasks.flatMap((task) => taskProblems(stack, task)),
    ...storeProblems(stack),
    ...rotationProblems(stack),
    ...strangerProblems(stack),
    ...recordProblems(stack),
    ...watchProblems(stack),
    ...alarmRecordProblems(stack),
    ...(await misspelt(stack)),
  ];
}

function taskProblems(stack: Stack, task: StackResource): readonly string[] {
  const execution = by(stack, "aws:iam/role:Role", "arn", task.inputs.executionRoleArn);
  const own = by(stack, "aws:iam/role:Role", "arn", task.inputs.taskRoleArn);
  const containers = JSON.parse(String(task.inputs.containerDefinitions)) as Container[];
  const problems = [
    ...trustProblems(stack, execution, "execution role"),
    ...trustProblems(stack, own, "task role"),
    ...(execution !== undefined && execution === own ? ["the task has its execution role's permissions"] : []),
    ...(execution === undefined
      ? []
      : containers.flatMap((container) => [
          ...pullProblems(stack, execution, container.image),
          ...logProblems(stack, execution, container.logConfiguration.options),
          ...container.secrets.flatMap((secret) => secretProblems(stack, execution, secret)),
        ])),
  ];
  return problems.map((problem) => `${task.name}: ${problem}`);
}

/** Both sides of AWS's confused deputy guard: the account, and a task of it. */
function trustProblems(stack: Stack, role: StackResource | undefined, what: string): readonly string[] {
  if (role === undefined) return [`the ${what} is not of this stack`];
  const cluster = ofType(stack, "aws:ecs/cluster:Cluster")[0];
  const [partition, region, account] = place(cluster?.outputs.arn);
  const call: Call = {
    action: "sts:AssumeRole",
    resource: "",
    principal: ecsTasks,
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:${partition}:ecs:${region}:${account}:task/dev/0123`,
    },
  };
  const trusted = allows(statementsOf(role.inputs.assumeRolePolicy), call);
  return trusted ? [] : [`ECS may not take on the ${what} ${role.name}`];
}

function pullProblems(stack: Stack, role: StackResource, image: string): readonly string[] {
  const match = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^@]+)@/.exec(image);
  if (match === null) return []; // A registry outside the account asks for no permission of it.
  const [, account = "", region = "", repository = ""] = match;
  const [partition] = place(role.outputs.arn);
  const arn = `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
  return [
    ...denied(stack, role, { action: "ecr:GetAuthorizationToken", resource: "*" }),
    ...["BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"].flatMap((action) =>
      denied(stack, role, { action: `ecr:${action}`, resource: arn }),
    ),
  ];
}

function logProblems(stack: Stack, role: StackResource, options: Readonly<Record<string, string>>): readonly string[] {
  const name = options["awslogs-group"];
  const group = by(stack, "aws:cloudwatch/logGroup:LogGroup", "name", name);
  if (group === undefined) return [`the log group ${name} is not of this stack`];
  const arn = String(group.outputs.arn);
  const [, region] = place(arn);
  const key = by(stack, "aws:kms/key:Key", "arn", group.inputs.kmsKeyId);
  const encrypt = {
    resource: "*",
    principal: ["Service", `logs.${region}.amazonaws.com`],
    context: { "kms:EncryptionContext:aws:logs:arn": arn },
  } as const;
  return [
    ...["CreateLogStream", "PutLogEvents"].flatMap((action) =>
      denied(stack, role, { action: `logs:${action}`, resource: `${arn}:log-stream:blue/app/0123` }),
    ),
    ...(group.inputs.kmsKeyId === undefined ? [] : logKeyProblems(key, encrypt)),
  ];
}

async function misspelt(stack: Stack): Promise<readonly string[]> {
  const policies: readonly (readonly [type: string, input: string])[] = [
    ["aws:iam/role:Role", "assumeRolePolicy"],
    ["aws:iam/rolePolicy:RolePolicy", "policy"],
    ["aws:kms/key:Key", "policy"],
    ["aws:s3/bucketPolicy:BucketPolicy", "policy"],
    ["aws:secretsmanager/secretPolicy:SecretPolicy", "policy"],
    ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"],
    ["aws:sns/topicPolicy:TopicPolicy", "policy"],
  ];
  const problems = policies.flatMap(([type, input]) =>
    ofType(stack, type).map(async ({ name, inputs }) =>
      (await unknownActions(statementsOf(inputs[input]))).map((action) => `${name}: AWS has no action ${action}`),
    ),
  );
  return (await Promise.all(problems)).flat();
}
