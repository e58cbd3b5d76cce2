import assert from "node:assert/strict";
import { taskVolumes } from "../../core/container";
import { tiers, type Tier } from "../../core/tiers";
import { allows, statementsOf, type Call } from "../checks/iam";
import { account, find, ofType, only, region, type Registered } from "../support/mocks";
import { environmentOf, initialRelease, runProgram } from "../support/program";

const hour = 3_600_000;
const until = new Date(Date.now() + 2 * hour).toISOString();
const past = new Date(Date.now() - hour).toISOString();

/** Programs, by whether their door is open. */
const withShell = async (end: string): Promise<readonly Registered[]> =>
  (await runProgram("dev", { initialRelease, shell: { until: end, reason: "a request that never ends" } })).resources;

const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const shellsOf = (resources: readonly Registered[]) =>
  ofType(resources, rolePolicy).filter(({ inputs }) => String(inputs.policy).includes("ssmmessages"));
const execution = (resources: readonly Registered[]) =>
  ofType(resources, "aws:ecs/service:Service").map(({ inputs }) => inputs.enableExecuteCommand);

describe("the emergency shell", () => {
  for (const tier of tiers) {
    it(`is closed in tier ${tier} unless it is asked for`, async () => {
      const { resources } = await environmentOf(tier);
      assert.deepEqual(shellsOf(resources), []);
      assert.deepEqual(execution(resources), [false, false]);
    });
  }

  it("opens for tasks of both slots when it is asked for", async () => {
    const resources = await withShell(until);
    assert.deepEqual(execution(resources), [true, true]);
    assert.deepEqual(
      shellsOf(resources).map(({ name, inputs }) => [name, inputs.role]),
      [["dev-roles-app-task-shell", "dev-roles-app-task"]],
    );
  });

  it("is closed again for the program that runs after its end", async () => {
    const resources = await withShell(past);
    assert.deepEqual(shellsOf(resources), []);
    assert.deepEqual(execution(resources), [false, false]);
  });

  describe("by its policy", () => {
    const call = (action: string, resource: string, now: string): Call => ({
      action,
      resource,
      context: { "aws:CurrentTime": now },
    });
    const later = new Date(Date.now() + 3 * hour).toISOString();
    const now = new Date().toISOString();

    it("ends at its time, whether or not anybody runs the program", async () => {
      const resources = await withShell(until);
      const statements = statementsOf(shellsOf(resources)[0]?.inputs.policy);
      const key = String(only(resources, "aws:kms/key:Key").outputs.arn);
      for (const [action, resource] of [
        ["ssmmessages:CreateControlChannel", "*"],
        ["ssmmessages:CreateDataChannel", "*"],
        ["ssmmessages:OpenControlChannel", "*"],
        ["ssmmessages:OpenDataChannel", "*"],
        ["kms:Decrypt", key],
      ] as const) {
        assert.equal(allows(statements, call(action, resource, now)), true, action);
        assert.equal(allows(statements, call(action, resource, later)), false, action);
      }
    });

    it("still records a session that ends late", async () => {
      const resources = await withShell(until);
      const statements = statementsOf(shellsOf(resources)[0]?.inputs.policy);
      const { outputs } = sessionLog(resources, "dev");
      for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"])
        assert.equal(allows(statements, call(action, `${String(outputs.arn)}:log-stream:x`, later)), true, action);
      assert.equal(allows(statements, call("logs:DeleteLogStream", `${String(outputs.arn)}:log-stream:x`, now)), false);
    });
  });

  it("is for people of the teams that the flow names, on this environment's tasks, until its end", async () => {
    const resources = await withShell(until);
    const role = find(resources, "aws:iam/role:Role", "dev-shell-access");
    const [policy] = ofType(resources, rolePolicy).filter(({ inputs }) => inputs.role === "dev-shell-access");
    const now = new Date().toISOString();
    const later = new Date(Date.now() + 3 * hour).toISOString();
    const assume = (team: string, at: string) =>
      allows(statementsOf(role.inputs.assumeRolePolicy), {
        ...{ action: "sts:AssumeRole", resource: "", principal: ["AWS", `arn:aws:iam::${account}:root`] },
        context: { "aws:CurrentTime": at, "aws:PrincipalTag/team": team },
      });
    assert.deepEqual(
      [assume("developers", now), assume("operations", now), assume("developers", later)],
      [true, false, false],
    );
    const opens = (cluster: string, at: string) =>
      allows(statementsOf(policy?.inputs.policy), {
        ...{ action: "ecs:ExecuteCommand", resource: `arn:aws:ecs:${region}:${account}:task/${cluster}/0` },
        context: { "aws:CurrentTime": at },
      });
    assert.deepEqual(
      [opens("dev-cluster", now), opens("prod-cluster", now), opens("dev-cluster", later)],
      [true, false, false],
    );
    assert.equal(role.inputs.maxSessionDuration, 3600);
    assert.deepEqual(ofType((await environmentOf("prod")).resources, "promenade:slots:ShellAccess"), []);
  });

  for (const tier of ["dev", "stage", "prod"] as const satisfies readonly Tier[]) {
    it(`is recorded and sealed in tier ${tier} before anybody opens it`, async () => {
      const { resources } = await environmentOf(tier);
      const { inputs } = sessionLog(resources, tier);
      const cluster = only(resources, "aws:ecs/cluster:Cluster");
      const key = find(resources, "aws:kms/key:Key", `${tier}-key`).outputs.arn;
      assert.equal(inputs.kmsKeyId, key);
      assert.deepEqual(cluster.inputs.configuration, {
        executeCommandConfiguration: {
          kmsKeyId: key,
          logging: "OVERRIDE",
          logConfiguration: { cloudWatchLogGroupName: inputs.name, cloudWatchEncryptionEnabled: true },
        },
      });
    });
  }

  it("finds room for its agent in every container, whose root stays read-only", async () => {
    const { resources } = await environmentOf("prod");
    for (const { inputs } of ofType(resources, "aws:ecs/taskDefinition:TaskDefinition")) {
      const [container] = JSON.parse(String(inputs.containerDefinitions)) as [
        { mountPoints: { containerPath: string }[]; readonlyRootFilesystem: boolean },
      ];
      assert.equal(container.readonlyRootFilesystem, true);
      assert.deepEqual(
        container.mountPoints.map(({ containerPath }) => containerPath),
        ["/tmp", "/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"],
      );
      assert.deepEqual(
        inputs.volumes,
        Object.keys(taskVolumes).map((name) => ({ name })),
      );
    }
  });
});

const sessionLog = (resources: readonly Registered[], environment: string): Registered =>
  find(resources, "aws:cloudwatch/logGroup:LogGroup", `${environment}-cluster-emergency-sessions`);
