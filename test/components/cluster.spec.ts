import assert from "node:assert/strict";
import { find, ofType, only } from "../support/mocks";
import { environmentOf } from "../support/program";

describe("the cluster", () => {
  const tiers = {
    preview: ["disabled", 1],
    dev: ["disabled", 7],
    stage: ["enabled", 30],
    prod: ["enabled", 731],
  } as const;
  for (const [tier, [insights, days]] of Object.entries(tiers)) {
    it(`of tier ${tier} has its Insights ${insights} and keeps logs for ${String(days)} days, encrypted`, async () => {
      const { resources, outputs } = await environmentOf(tier as keyof typeof tiers);
      const { settings } = only(resources, "aws:ecs/cluster:Cluster").inputs;
      assert.deepEqual(settings, [{ name: "containerInsights", value: insights }]);
      const { inputs } = find(resources, "aws:cloudwatch/logGroup:LogGroup", `${outputs.environment}-cluster-app`);
      assert.deepEqual(
        [inputs.name, inputs.retentionInDays, inputs.kmsKeyId],
        [
          `/promenade/${outputs.environment}/app`,
          days,
          find(resources, "aws:kms/key:Key", `${outputs.environment}-key`).outputs.arn,
        ],
      );
    });
  }
});

describe("the roles of tasks", () => {
  it("may start tasks with what this environment has, and nothing else", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = find(resources, "aws:iam/rolePolicy:RolePolicy", "dev-roles-execution");
    const { Statement } = JSON.parse(String(inputs.policy)) as {
      Statement: { Action: string | string[]; Resource: string | string[] }[];
    };
    const secrets = ofType(resources, "aws:secretsmanager/secret:Secret")
      .filter(({ name }) => name.startsWith("dev-vault-"))
      .map(({ outputs }) => outputs.arn);
    const granted = Statement.map(({ Action, Resource }) => [[Action].flat(), [Resource].flat().sort()]);
    assert.deepEqual(granted, [
      [["ecr:GetAuthorizationToken"], ["*"]],
      [
        ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        ["arn:aws:ecr:*:123456789012:repository/*"],
      ],
      [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        [`${String(find(resources, "aws:cloudwatch/logGroup:LogGroup", "dev-cluster-app").outputs.arn)}:*`],
      ],
      [["secretsmanager:GetSecretValue"], secrets.sort()],
      [["kms:Decrypt"], [only(resources, "aws:kms/key:Key").outputs.arn]],
    ]);
  });

  it("give the app none of it: each service has a role of its own without permissions", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = find(resources, "aws:ecs/taskDefinition:TaskDefinition", "dev-blue-app");
    assert.notEqual(inputs.taskRoleArn, inputs.executionRoleArn);
    const roles = ofType(resources, "aws:iam/rolePolicy:RolePolicy").map(({ inputs: { role } }) => role);
    assert.deepEqual(
      roles.filter((role) => String(role).startsWith("dev-roles-")),
      ["dev-roles-execution"],
    );
  });
});
