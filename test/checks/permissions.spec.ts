import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf } from "../support/program";
import { statementsOf, type Statement } from "./iam";
import { permissionProblems } from "./permissions";

const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const role = "aws:iam/role:Role";
const key = "aws:kms/key:Key";
const secret = "aws:secretsmanager/secret:Secret";

/** A policy with other statements. */
const rewritten =
  (input: string, change: (statement: Statement) => Statement | undefined) =>
  (inputs: Readonly<Record<string, unknown>>) => ({
    [input]: JSON.stringify({ Statement: statementsOf(inputs[input]).flatMap((one) => change(one) ?? []) }),
  });

const lacking = (sid: string) =>
  changed(
    rolePolicy,
    undefined,
    rewritten("policy", (one) => (one.Sid === sid ? undefined : one)),
  );

const executionRole = "dev-roles-execution";
const breakages = [
  ["no policy at all", without(rolePolicy), /may not ecr:GetAuthorizationToken on \*/],
  ["no login to the registry", lacking("LogInToRegistry"), /dev-blue-app: .*may not ecr:GetAuthorizationToken/],
  ["no pull", lacking("PullImages"), /dev-blue-app: .*may not ecr:BatchGetImage on .*:repository\/app/],
  ["no logs", lacking("WriteLogs"), /may not logs:PutLogEvents on .*:log-group:\/promenade\/dev\/app:log-stream/],
  [
    "no secrets",
    lacking("ReadSecrets"),
    /may not secretsmanager:GetSecretValue on .*promenade\/dev\/POSTGRES_PASSWORD/,
  ],
  ["no key", lacking("DecryptSecrets"), /may not kms:Decrypt/],
  [
    "one secret too few",
    changed(
      rolePolicy,
      undefined,
      rewritten("policy", (one) =>
        one.Sid === "ReadSecrets"
          ? { ...one, Resource: [one.Resource ?? []].flat().filter((arn) => !arn.includes("JWT_SECRET")) }
          : one,
      ),
    ),
    /^dev-blue-app: dev-roles-execution may not secretsmanager:GetSecretValue on .*JWT_SECRET/,
  ],
  [
    "a denial that outweighs the rest",
    changed(rolePolicy, undefined, (inputs) => ({
      policy: JSON.stringify({
        Statement: [...statementsOf(inputs.policy), { Effect: "Deny", Action: "kms:*", Resource: "*" }],
      }),
    })),
    /may not kms:Decrypt/,
  ],
  [
    "the key used by another service only",
    changed(
      rolePolicy,
      undefined,
      rewritten("policy", (one) =>
        one.Sid === "DecryptSecrets"
          ? { ...one, Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } }
          : one,
      ),
    ),
    /may not kms:Decrypt/,
  ],
  [
    "a misspelt action",
    changed(
      rolePolicy,
      undefined,
      rewritten("policy", (one) => (one.Sid === "WriteLogs" ? { ...one, Action: "logs:PutLogEvent" } : one)),
    ),
    /^dev-roles-execution: AWS has no action logs:PutLogEvent$/,
  ],
  [
    "a key policy that does not let the account decide",
    changed(
      key,
      undefined,
      rewritten("policy", (one) => (one.Sid === "AccountByItsPolicies" ? undefined : one)),
    ),
    /the key dev-key does not let dev-roles-execution kms:Decrypt/,
  ],
  [
    "a key closed to the logs",
    changed(
      key,
      undefined,
      rewritten("policy", (one) => (one.Sid === "LogsOfThisEnvironment" ? undefined : one)),
    ),
    /CloudWatch Logs may not kms:GenerateDataKey with dev-key/,
  ],
  [
    "a key for another environment's logs",
    changed(
      key,
      undefined,
      rewritten(
        "policy",
        (one) => JSON.parse(JSON.stringify(one).replace("/promenade/dev/", "/promenade/other/")) as Statement,
      ),
    ),
    /CloudWatch Logs may not kms:Encrypt with dev-key/,
  ],
  [
    "a secret under AWS's own key",
    changed(secret, "dev-vault-API_KEY", () => ({ kmsKeyId: undefined })),
    /API_KEY is not encrypted/,
  ],
  ["a secret that is gone", without(secret, "dev-vault-API_KEY"), /API_KEY refers to no secret/],
  [
    "a secret without a value",
    without("aws:secretsmanager/secretVersion:SecretVersion", "dev-vault-API_KEY"),
    /API_KEY has no value/,
  ],
  [
    "an entry without its next key",
    changed("aws:secretsmanager/secretVersion:SecretVersion", "dev-vault-JWT_SECRET", () => ({
      secretString: JSON.stringify({ current: "used", previous: "before" }),
    })),
    /JWT_SECRET_NEXT has no value/,
  ],
  ["a log group that is gone", without("aws:cloudwatch/logGroup:LogGroup"), /log group \/promenade\/dev\/app is not/],
  ["no execution role", without(role, executionRole), /the execution role is not of this stack/],
  ["no task role", without(role, "dev-roles-app-task"), /the task role is not of this stack/],
  [
    "a migration that may not read the master's password",
    changed(
      rolePolicy,
      "dev-migrate-execution",
      rewritten("policy", (one) =>
        one.Sid === "ReadSecrets" ? { ...one, Resource: "arn:aws:secretsmanager:::none" } : one,
      ),
    ),
    /^dev-migrate: .*may not secretsmanager:GetSecretValue on .*secret:rds!dev-database/,
  ],
  [
    "a migration that reads a key which the master's secret does not have",
    changed("aws:ecs/taskDefinition:TaskDefinition", "dev-migrate", ({ containerDefinitions }) => ({
      containerDefinitions: String(containerDefinitions).replace(":password::", ":pass::"),
    })),
    /^dev-migrate: PGPASSWORD has no value/,
  ],
  [
    "a boundary that is narrower than the work",
    changed(
      "aws:iam/policy:Policy",
      "dev-boundary",
      rewritten("policy", (one) => (one.Sid === "Images" ? undefined : one)),
    ),
    /^dev-blue-app: dev-roles-execution may not ecr:BatchGetImage .*, by its boundary$/,
  ],
  [
    "a boundary for another environment's key",
    changed(
      "aws:iam/policy:Policy",
      "dev-boundary",
      rewritten("policy", (one) =>
        one.Sid === "Key" ? { ...one, Condition: { StringLike: { "aws:ResourceTag/env": "env/other" } } } : one,
      ),
    ),
    /may not kms:Decrypt .*, by its boundary$/,
  ],
  [
    "a role that others take on",
    changed(
      role,
      executionRole,
      rewritten("assumeRolePolicy", (one) => ({ ...one, Principal: { Service: "lambda.amazonaws.com" } })),
    ),
    /ECS may not take on the execution role/,
  ],
  [
    "a role for another account's tasks",
    changed(
      role,
      executionRole,
      rewritten("assumeRolePolicy", (one) => ({ ...one, Condition: { StringEquals: { "aws:SourceAccount": "0" } } })),
    ),
    /ECS may not take on the execution role/,
  ],
] as const;

describe("permissions of tasks", () => {
  for (const tier of tiers) {
    it(`suffice in tier ${tier}`, async () => {
      assert.deepEqual(await permissionProblems((await environmentOf(tier)).resources), []);
    });
  }

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
