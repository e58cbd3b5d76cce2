import assert from "node:assert/strict";
import { aws } from "../../../sandbox/aws/package";
import type { CloudResource, Properties } from "../../../sandbox/cloud";
import { compare } from "../../../sandbox/provider/compare";
import { ApiError } from "../../../sandbox/provider/errors";
import { LocalCloud } from "../local-cloud";
import { archive } from "./archive";
import { inputsOf, makeEnvironment, policy, trust, type Made } from "./environment";

const AT_PLAN: readonly (readonly [sample: string, changes: Properties, said: RegExp])[] = [
  ["function", { name: "a".repeat(65) }, /length of name to be in the range \(1 - 64\)/],
  ["function", { runtime: "nodejs16.x" }, /runtime to be one of/],
  ["function", { handler: undefined }, /handler and runtime must be set/],
  ["function", { code: undefined }, /must be specified/],
  ["function", { timeout: 901 }, /timeout to be in the range \(1 - 900\)/],
  ["function", { memorySize: 64 }, /memorySize to be in the range \(128 - 10240\)/],
  ["function", { environment: { variables: { AWS_REGION: "x" } } }, /AWS_REGION is reserved for Lambda/],
  ["function", { environment: { variables: { LONG: "x".repeat(4097) } } }, /at most 4096 are allowed/],
  ["rotation", { rotationRules: { automaticallyAfterDays: 1001 } }, /in the range \(1 - 1000\), got 1001/],
  [
    "rotation",
    { rotationRules: { automaticallyAfterDays: 1, scheduleExpression: "rate(1 day)" } },
    /conflicts with schedule_expression/,
  ],
  ["queue", { messageRetentionSeconds: 59 }, /in the range \(60 - 1209600\)/],
  ["permission", { sourceAccount: "1" }, /is not an account id/],
];

describe("functions and rotations of the local cloud", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    made = await makeEnvironment(local);
  });
  after(() => local.close());

  const create = (sample: string, changes: Properties): Promise<CloudResource> => {
    const { type, inputs } = inputsOf(sample, made, changes);
    return local.create(type, inputs);
  };
  const refusedAs = (code: string, said: RegExp) => (error: unknown) =>
    error instanceof ApiError && error.message.includes(code) && said.test(error.message);

  for (const [sample, changes, said] of AT_PLAN) {
    it(`refuse before anything is called: ${sample} with ${Object.keys(changes).join()} ${said.source}`, () => {
      const { type, inputs } = inputsOf(sample, made, changes);
      assert.match(local.problems(type, inputs).join("\n"), said);
    });
  }

  it("refuse a taken name, and a role that Lambda may not take on or that may not join a network", async () => {
    await assert.rejects(create("function", {}), refusedAs("ResourceConflictException", /already exists/));
    const role = await local.create("aws:iam/role:Role", { name: "tasks-only", assumeRolePolicy: trust });
    const inputs = { name: "other", role: role.outputs["arn"] };
    await assert.rejects(create("function", inputs), refusedAs("InvalidParameterValue", /cannot be assumed by Lambda/));
    const lambda = trust.replace("ecs-tasks", "lambda");
    const bare = await local.create("aws:iam/role:Role", { name: "bare", assumeRolePolicy: lambda });
    const joining = { name: "other", role: bare.outputs["arn"] };
    await assert.rejects(create("function", joining), refusedAs("InvalidParameterValue", /CreateNetworkInterface/));
    await local.create("aws:iam/rolePolicy:RolePolicy", { name: "p", role: bare.id, policy: policy("ec2:*") });
    await create("function", joining);
  });

  it("refuse a rotation by a function that Secrets Manager may not call", async () => {
    const secret = await local.create("aws:secretsmanager/secret:Secret", { name: "another", recoveryWindowInDays: 0 });
    const alone = await create("function", { name: "uncalled" });
    const changes = { secretId: secret.id, rotationLambdaArn: alone.outputs["arn"] };
    await assert.rejects(
      create("rotation", changes),
      refusedAs("AccessDeniedException", /cannot invoke the specified Lambda function/),
    );
    await create("permission", { function: "uncalled" });
    await create("rotation", changes);
    await assert.rejects(create("rotation", changes), refusedAs("InvalidRequestException", /already exists/));
  });

  it("know code by what is in it, not by where it lies", () => {
    const model = local.model("aws:lambda/function:Function");
    const code = (text: string, hash: string) => ({ code: archive({ "index.js": text }, hash) });
    assert.deepEqual(compare(model, code("here", "aa"), code("there", "aa")), []);
    const [change] = compare(model, code("same", "aa"), code("same", "bb"));
    assert.deepEqual([change?.path, change?.kind, change?.replaces], ["code", "update", false]);
  });

  it("go with what they belong to", async () => {
    const owner = await create("function", { name: "short-lived" });
    const permission = await create("permission", { function: "short-lived" });
    await local.delete(owner);
    assert.equal(await local.read(permission.type, permission.id), undefined);
  });
});
