import { archive } from "./archive";
import { policy, trust, type Sample } from "./environment";

/** What rotates secrets, in an order in which each finds what it names. */
export const SECRETS_SAMPLES: readonly Sample[] = [
  [
    "function role",
    "aws:iam/role:Role",
    () => ({ name: "rotation", assumeRolePolicy: trust.replace("ecs-tasks", "lambda") }),
  ],
  [
    "function policy",
    "aws:iam/rolePolicy:RolePolicy",
    (made) => ({ name: "own", role: made("function role").id, policy: policy("ec2:CreateNetworkInterface") }),
  ],
  ["queue", "aws:sqs/queue:Queue", () => ({ name: "dev-rotation" })],
  [
    "function",
    "aws:lambda/function:Function",
    (made) => ({
      name: "dev-rotation",
      role: made("function role").outputs["arn"],
      runtime: "nodejs22.x",
      handler: "index.handler",
      code: archive({ "index.js": "exports.handler = async () => {};" }, "aa"),
      environment: { variables: { CLUSTER: "dev" } },
      vpcConfig: { subnetIds: [made("a").id], securityGroupIds: [made("tasks").id] },
      deadLetterConfig: { targetArn: made("queue").outputs["arn"] },
    }),
  ],
  [
    "permission",
    "aws:lambda/permission:Permission",
    (made) => ({
      function: made("function").id,
      action: "lambda:InvokeFunction",
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: "000000000000",
    }),
  ],
  [
    "invocation",
    "aws:lambda/invocation:Invocation",
    (made) => ({ functionName: made("function").id, input: JSON.stringify({ Step: "prepare" }) }),
  ],
  [
    "rotation",
    "aws:secretsmanager/secretRotation:SecretRotation",
    (made) => ({
      secretId: made("secret").id,
      rotationLambdaArn: made("function").outputs["arn"],
      rotationRules: { automaticallyAfterDays: 30 },
    }),
  ],
];
