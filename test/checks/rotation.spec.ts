import assert from "node:assert/strict";
import { changed, without } from "../support/breaking";
import { environmentOf } from "../support/program";
import { statementsOf, type Statement } from "./iam";
import { permissionProblems } from "./permissions";

const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const secretPolicy = "aws:secretsmanager/secretPolicy:SecretPolicy";

const rewritten = (type: string, name: string, change: (statement: Statement) => Statement | undefined) =>
  changed(type, name, (inputs) => ({
    policy: JSON.stringify({ Statement: statementsOf(inputs.policy).flatMap((one) => change(one) ?? []) }),
  }));

const lacking = (sid: string) => rewritten(rolePolicy, "dev-rotation", (one) => (one.Sid === sid ? undefined : one));

/** An entry's policy that leaves a principal out of those it lets in. */
const forgetting = (entry: string, principal: RegExp) =>
  rewritten(secretPolicy, `dev-vault-guard-${entry}`, (one) => {
    const all = [one.Condition?.["ArnNotLike"]?.["aws:PrincipalArn"] ?? []].flat();
    return { ...one, Condition: { ArnNotLike: { "aws:PrincipalArn": all.filter((arn) => !principal.test(arn)) } } };
  });

const breakages = [
  ["no reading of secrets", lacking("ReadSecrets"), /dev-rotation may not secretsmanager:GetSecretValue on .*API_KEY/],
  ["no master password", lacking("ReadSecrets"), /dev-rotation may not secretsmanager:GetSecretValue on .*rds!/],
  ["no writing", lacking("RotateSecrets"), /dev-rotation may not secretsmanager:PutSecretValue on .*JWT_SECRET/],
  ["no decryption", lacking("Decrypt"), /dev-rotation may not kms:Decrypt/],
  ["no encryption", lacking("Encrypt"), /dev-rotation may not kms:GenerateDataKey/],
  ["no sight of tasks", lacking("SeeTasks"), /dev-rotation may not ecs:ListTasks/],
  [
    "sight of another cluster's tasks",
    rewritten(rolePolicy, "dev-rotation", (one) =>
      one.Sid === "SeeTasks" ? { ...one, Condition: { ArnEquals: { "ecs:cluster": "arn:other" } } } : one,
    ),
    /dev-rotation may not ecs:DescribeTasks/,
  ],
  ["no log", lacking("WriteLogs"), /dev-rotation may not logs:PutLogEvents on .*\/promenade\/dev\/rotation/],
  ["no place for failures", lacking("KeepFailures"), /dev-rotation may not sqs:SendMessage/],
  ["no network", lacking("JoinNetwork"), /dev-rotation may not ec2:CreateNetworkInterface/],
  ["no trace", lacking("Trace"), /dev-rotation may not xray:PutTraceSegments/],
  [
    "a function that Secrets Manager may not call",
    without("aws:lambda/permission:Permission", "dev-rotation"),
    /Secrets Manager may not call dev-rotation/,
  ],
  [
    "a function of another account's Secrets Manager",
    changed("aws:lambda/permission:Permission", "dev-rotation", () => ({ sourceAccount: "000000000001" })),
    /Secrets Manager may not call dev-rotation/,
  ],
  ["no role", without("aws:iam/role:Role", "dev-rotation"), /the function's role or the entry is not of this stack/],
  [
    "an entry open to the account",
    without(secretPolicy, "dev-vault-guard-API_KEY"),
    /^dev-vault-API_KEY lets anybody of the account secretsmanager:GetSecretValue/,
  ],
  [
    "an entry that anybody may write",
    rewritten(secretPolicy, "dev-vault-guard-API_KEY", (one) =>
      one.Sid === "OnlyTheRotationWrites" ? undefined : one,
    ),
    /^dev-vault-API_KEY lets anybody of the account secretsmanager:PutSecretValue/,
  ],
  [
    "an entry closed to tasks",
    forgetting("JWT_SECRET", /dev-roles-execution/),
    /^dev-blue-app: the policy of dev-vault-JWT_SECRET keeps dev-roles-execution from secretsmanager:GetSecretValue/,
  ],
  [
    "an entry closed to its rotation",
    forgetting("JWT_SECRET", /dev-rotation/),
    /the policy of dev-vault-JWT_SECRET keeps dev-rotation from secretsmanager:PutSecretValue/,
  ],
  [
    "an entry that locks the account out",
    forgetting("JWT_SECRET", /:root$/),
    /^dev-vault-JWT_SECRET keeps the account itself from secretsmanager:GetSecretValue/,
  ],
  [
    "an entry whose policy nobody can change",
    rewritten(secretPolicy, "dev-vault-guard-API_KEY", (one) => ({
      ...one,
      Action: "secretsmanager:*",
      Condition: {},
    })),
    /^dev-vault-API_KEY keeps the account itself from secretsmanager:PutResourcePolicy/,
  ],
] as const;

describe("permissions of the rotation, and of all others at its secrets", () => {
  for (const [breakage, broken, problem] of breakages) {
    it(`are found lacking with ${breakage}`, async () => {
      const { resources } = await environmentOf("dev");
      const problems = await permissionProblems(broken(resources));
      assert.ok(
        problems.some((found) => problem.test(found)),
        `${String(problem)} is not in\n${problems.join("\n") || "nothing"}`,
      );
    });
  }
});
