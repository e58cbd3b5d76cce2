import assert from "node:assert/strict";
import { find, ofType, only, type Registered } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const rotation = "aws:secretsmanager/secretRotation:SecretRotation";
const days = (resources: readonly Registered[]) =>
  Object.fromEntries(
    ofType(resources, rotation).map(({ name, inputs }) => [
      name.replace(/^\w+-rotation-/, ""),
      (inputs.rotationRules as { automaticallyAfterDays: number }).automaticallyAfterDays,
    ]),
  );

describe("rotation", () => {
  const intervals = {
    preview: {},
    dev: { POSTGRES_PASSWORD: 30, API_KEY: 90, JWT_SECRET: 180 },
    stage: { POSTGRES_PASSWORD: 30, API_KEY: 90, JWT_SECRET: 90 },
    prod: { POSTGRES_PASSWORD: 30, API_KEY: 90, JWT_SECRET: 90 },
  } as const;
  for (const tier of ["preview", "dev", "stage", "prod"] as const) {
    it(`of tier ${tier} comes as often as the requirements ask, and never at creation`, async () => {
      const { resources } = await environmentOf(tier);
      assert.deepEqual(days(resources), intervals[tier]);
      for (const { inputs } of ofType(resources, rotation)) assert.equal(inputs.rotateImmediately, false);
    });
  }

  it("comes as often as a stack file asks, for the entries that it adds too", async () => {
    const { resources } = await runProgram("dev", { secrets: ["MAIL_KEY"], rotation: { database: 7, keys: 14 } });
    assert.deepEqual(days(resources), { POSTGRES_PASSWORD: 7, API_KEY: 14, MAIL_KEY: 14, JWT_SECRET: 180 });
  });

  it("has a function in the private network, with its own role, key, log, trace, limit and place for failures", async () => {
    const { resources } = await environmentOf("prod");
    const { inputs } = find(resources, "aws:lambda/function:Function", "prod-rotation");
    const key = find(resources, "aws:kms/key:Key", "prod-key").outputs.arn;
    const { subnetIds, securityGroupIds } = inputs.vpcConfig as { subnetIds: string[]; securityGroupIds: string[] };
    assert.ok(subnetIds.length >= 2 && subnetIds.every((id) => id.includes("-private-")));
    assert.deepEqual(securityGroupIds, ["SecurityGroup-prod-rotation"]);
    assert.equal(inputs.role, find(resources, "aws:iam/role:Role", "prod-rotation").outputs.arn);
    assert.equal(inputs.kmsKeyArn, key);
    assert.deepEqual(inputs.tracingConfig, { mode: "Active" });
    assert.deepEqual(inputs.loggingConfig, { logFormat: "JSON", logGroup: "/promenade/prod/rotation" });
    assert.equal(inputs.reservedConcurrentExecutions, 5);
    const failures = find(resources, "aws:sqs/queue:Queue", "prod-rotation-failures");
    assert.deepEqual(inputs.deadLetterConfig, { targetArn: failures.outputs.arn });
    assert.equal(failures.inputs.kmsMasterKeyId, key);
  });

  it("tells its function where things are, and no secret", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs, secretInputs } = find(resources, "aws:lambda/function:Function", "dev-rotation");
    const { variables } = inputs.environment as { variables: Record<string, string> };
    assert.deepEqual(Object.keys(variables).sort(), [
      ...["CLUSTER", "DATABASE_ENDPOINT", "DATABASE_NAME", "MASTER_SECRET", "NODE_EXTRA_CA_CERTS"],
    ]);
    assert.deepEqual(secretInputs, []);
    const { inputs: invoked, secretInputs: hidden } = only(resources, "aws:lambda/invocation:Invocation");
    const secret = find(resources, "aws:secretsmanager/secret:Secret", "dev-vault-POSTGRES_PASSWORD");
    assert.deepEqual(JSON.parse(String(invoked.input)), { Step: "prepare", entry: secret.outputs.arn });
    assert.deepEqual(hidden, []);
  });

  it("has made the database's users before any task starts, and before anything rotates", async () => {
    const { resources } = await environmentOf("dev");
    const { urn } = only(resources, "aws:lambda/invocation:Invocation");
    const waiting = [
      find(resources, "aws:ecs/taskDefinition:TaskDefinition", "dev-blue-app"),
      find(resources, "aws:ecs/taskDefinition:TaskDefinition", "dev-green-app"),
      ...ofType(resources, rotation),
    ];
    for (const { name, dependencies } of waiting) assert.ok(dependencies.includes(urn), name);
  });

  it("is there for nobody in a preview", async () => {
    const { resources } = await environmentOf("preview");
    for (const type of ["aws:lambda/function:Function", "aws:lambda/invocation:Invocation", "aws:sqs/queue:Queue"]) {
      assert.deepEqual(
        ofType(resources, type).filter(({ name }) => name.includes("rotation")),
        [],
      );
    }
  });

  it("lets the account's own Secrets Manager call the function, and nobody else", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = find(resources, "aws:lambda/permission:Permission", "dev-rotation");
    assert.deepEqual(
      [inputs.action, inputs.principal, inputs.sourceAccount],
      ["lambda:InvokeFunction", "secretsmanager.amazonaws.com", "123456789012"],
    );
  });
});
