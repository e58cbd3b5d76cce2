import assert from "node:assert/strict";
import type { Server } from "node:http";
import { CloudControlClient, GetResourceCommand, ListResourcesCommand } from "@aws-sdk/client-cloudcontrol";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import {
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { createApi } from "../../../sandbox/api/server";
import { sandboxFiles } from "../../../sandbox/files";
import { Alarms } from "../../../sandbox/runtime/alarms";
import { EnvironmentFaults } from "../../../sandbox/runtime/environment-faults";
import { Faults } from "../../../sandbox/runtime/faults";
import { Functions } from "../../../sandbox/runtime/functions";
import { Metrics } from "../../../sandbox/runtime/metrics";
import { OneOffTasks } from "../../../sandbox/runtime/one-off-tasks";
import { listen } from "../../../sandbox/runtime/ports";
import { properties, TYPES } from "../../../sandbox/runtime/properties";
import { Rotations } from "../../../sandbox/runtime/rotations";
import type { Action } from "../../../sandbox/runtime/routing";
import { Services } from "../../../sandbox/runtime/services";
import { Targets } from "../../../sandbox/runtime/targets";
import { notAsked } from "./not-asked";
import { BALANCER, groupArn, LISTENER, RULE, until, World } from "../runtime/world";

const TOKEN = "0123456789abcdef";
const CLUSTER = "arn:aws:ecs:eu-west-1:000000000000:cluster/dev";
const SERVICE = "arn:aws:ecs:eu-west-1:000000000000:service/dev/dev-blue";
const DEFINITION = "arn:aws:ecs:eu-west-1:000000000000:task-definition/dev-blue";
const SECRET = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:promenade/dev/API_KEY-AbCdEf";

describe("API of the local cloud", function () {
  this.timeout(30_000);
  let world: World;
  let targets: Targets;
  let services: Services;
  let oneOffTasks: OneOffTasks;
  let metrics: Metrics;
  let faults: EnvironmentFaults;
  let server: Server;
  let endpoint: string;
  let stopped = false;
  let clients: {
    readonly ecs: ECSClient;
    readonly elb: ElasticLoadBalancingV2Client;
    readonly control: CloudControlClient;
  };

  const clientsWith = (accessKeyId: string) => {
    const config = {
      endpoint,
      region: "eu-west-1",
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: "unused" },
    };
    return {
      ecs: new ECSClient(config),
      elb: new ElasticLoadBalancingV2Client(config),
      control: new CloudControlClient(config),
    };
  };

  /** A call by hand, for services whose client is not among the dependencies. */
  const call = (service: string, init: { headers?: Record<string, string>; body: string }) =>
    fetch(endpoint, {
      method: "POST",
      ...init,
      headers: {
        ...init.headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${TOKEN}/20260101/eu-west-1/${service}/aws4_request, Signature=none`,
      },
    });

  before(async () => {
    world = await World.create();
    targets = new Targets(world.cloud);
    metrics = new Metrics();
    faults = new EnvironmentFaults(world.cloud, new Faults(sandboxFiles(world.root).faults));
    services = new Services(world.cloud, targets, sandboxFiles(world.root), "");
    oneOffTasks = new OneOffTasks(world.cloud, sandboxFiles(world.root), "");
    for (const slot of ["blue", "green"]) {
      await world.group(slot, { tags: { env: "env/dev", "promenade:slot": slot, "promenade:service": "app" } });
    }
    await world.balancer({ blue: 100, green: 0 });
    for (const revision of [1, 2]) {
      await world.put(TYPES.taskDefinition, `${DEFINITION}:${revision}`, {
        arn: `${DEFINITION}:${revision}`,
        family: "dev-blue",
        revision,
        cpu: "256",
        containerDefinitions: JSON.stringify([
          { name: "app", image: "app@sha256:1", environment: [{ name: "RELEASE", value: `v${revision}` }] },
        ]),
        tags: { "promenade:release": `v${revision}` },
      });
    }
    const service = await world.put(TYPES.service, SERVICE, {
      arn: SERVICE,
      name: "dev-blue",
      cluster: CLUSTER,
      desiredCount: 1,
      taskDefinition: `${DEFINITION}:1`,
      loadBalancers: [{ targetGroupArn: groupArn("blue"), containerName: "app", containerPort: 8080 }],
      waitForSteadyState: true,
      tags: { env: "env/dev", "promenade:slot": "blue", "promenade:service": "app" },
    });
    await services.apply(service, new AbortController().signal);
    await world.put(TYPES.secret, SECRET, { arn: SECRET, name: "promenade/dev/API_KEY" });
    await world.put(TYPES.secretVersion, `${SECRET}|1`, { secretId: SECRET, versionId: "1", secretString: "the key" });

    const functions = new Functions(world.cloud, sandboxFiles(world.root), () => ({
      ...{ endpoint, token: TOKEN, authorityFile: "" },
    }));
    server = createApi({
      token: TOKEN,
      context: {
        cloud: world.cloud,
        services,
        functions,
        rotations: new Rotations(world.cloud, functions, () => undefined),
        targets,
        ...notAsked,
        ...{ oneOffTasks, faults, alarms: new Alarms(world.cloud, metrics.store) },
        cloudControlTypes: new Map([["AWS::ECS::Service", TYPES.service]]),
      },
      daemon: { startedAt: new Date(), metrics, idleStopAt: () => new Date(), stop: () => (stopped = true) },
      onRequest: () => undefined,
    });
    endpoint = `http://127.0.0.1:${await listen(server, { what: "test" })}`;
    clients = clientsWith(TOKEN);
  });

  after(async () => {
    server.close();
    server.closeAllConnections();
    await services.close(1000);
    targets.close();
    world.destroy();
  });

  it("lets nobody in without the token", async () => {
    const stranger = clientsWith("AKIAIOSFODNN7EXAMPLE");
    await assert.rejects(stranger.ecs.send(new ListTasksCommand({})), { name: "UnrecognizedClientException" });
    await assert.rejects(stranger.elb.send(new DescribeRulesCommand({ RuleArns: [RULE] })), {
      name: "UnrecognizedClientException",
    });
    assert.equal((await fetch(`${endpoint}/_sandbox/status`)).status, 401);
    assert.equal(
      (await fetch(`${endpoint}/_sandbox/stop`, { method: "POST", headers: { authorization: "Bearer wrong" } })).status,
      401,
    );
    assert.equal(stopped, false);
  });

  it("tells where the URL of an environment leads on loopback", async () => {
    const balancer = world.cloud.get(TYPES.balancer, BALANCER);
    assert.ok(balancer);
    await world.cloud.put({ ...balancer, outputs: { ...balancer.outputs, dnsName: "127.0.0.1:20001" } });
    const alias = { name: "dev.example", type: "A", aliases: [{ name: "127.0.0.1:20001" }] };
    await world.put(TYPES.record, "Z_dev.example_A", alias, { fqdn: "dev.example" });
    const ask = async (url: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${TOKEN}` };
      return (await fetch(`${endpoint}/_sandbox/address?url=${encodeURIComponent(url)}`, { headers })).json();
    };
    const url = "https://dev.example/x";
    assert.deepEqual(await ask(url), { url, address: "http://127.0.0.1:20001/x" });
    for (const other of ["https://other.example", "not a URL"]) {
      assert.deepEqual(await ask(other), { url: other, address: null });
    }
  });

  it("names an action that it does not model", async () => {
    await assert.rejects(clients.ecs.send(new DescribeClustersCommand({})), {
      name: "UnknownOperationException",
      message: /does not model ecs:DescribeClusters. Modelled: ecs:DescribeServices/,
    });
    const answer = await call("s3", { body: "" });
    assert.match(await answer.text(), /does not model s3:.*Modelled: cloudcontrolapi, ecs/);
  });

  describe("load balancing", () => {
    it("describes rules with their weights, and the listener's default last", async () => {
      const { Rules = [] } = await clients.elb.send(new DescribeRulesCommand({ ListenerArn: LISTENER }));
      assert.deepEqual(
        Rules.map(({ Priority, IsDefault }) => [Priority, IsDefault]),
        [
          ["100", false],
          ["default", true],
        ],
      );
      const [action, fallback] = Rules.map(({ Actions }) => Actions?.[0]);
      assert.deepEqual(Rules[0]?.Conditions, [{ Field: "path-pattern", PathPatternConfig: { Values: ["/app*"] } }]);
      assert.deepEqual(action?.ForwardConfig?.TargetGroups, [
        { TargetGroupArn: groupArn("blue"), Weight: 100 },
        { TargetGroupArn: groupArn("green"), Weight: 0 },
      ]);
      assert.equal(fallback?.FixedResponseConfig?.StatusCode, "404");
    });

    it("changes the record when a rule is modified, in nothing but what was asked", async () => {
      const before = world.cloud.get(TYPES.rule, RULE);
      const weights = (blue: number, green: number) =>
        new ModifyRuleCommand({
          RuleArn: RULE,
          Actions: [
            {
              Type: "forward",
              ForwardConfig: {
                TargetGroups: [
                  { TargetGroupArn: groupArn("green"), Weight: green },
                  { TargetGroupArn: groupArn("blue"), Weight: blue },
                ],
              },
            },
          ],
        });
      await clients.elb.send(weights(90, 10));
      const changed = world.cloud.get(TYPES.rule, RULE);
      const { actions = [], conditions } = properties<{ actions: Action[]; conditions: object[] }>(
        changed ?? { inputs: {}, outputs: {} },
      );
      assert.deepEqual(actions, [
        {
          type: "forward",
          forward: {
            targetGroups: [
              { arn: groupArn("blue"), weight: 90 },
              { arn: groupArn("green"), weight: 10 },
            ],
          },
        },
      ]);
      assert.deepEqual(conditions, [{ pathPattern: { values: ["/app*"] } }]);
      assert.deepEqual(changed?.inputs["actions"], actions);
      await clients.elb.send(weights(100, 0));
      assert.deepEqual(world.cloud.get(TYPES.rule, RULE), before);
      await assert.rejects(clients.elb.send(weights(1000, 0)), { name: "ValidationError" });
    });

    it("describes balancers, groups and the health of their targets", async () => {
      const { LoadBalancers } = await clients.elb.send(new DescribeLoadBalancersCommand({ Names: ["dev"] }));
      assert.equal(LoadBalancers?.[0]?.LoadBalancerArn, BALANCER);
      const { TargetGroups } = await clients.elb.send(new DescribeTargetGroupsCommand({ Names: ["dev-blue"] }));
      assert.deepEqual(TargetGroups?.[0]?.LoadBalancerArns, [BALANCER]);
      const health = new DescribeTargetHealthCommand({ TargetGroupArn: groupArn("blue") });
      const { TargetHealthDescriptions } = await clients.elb.send(health);
      assert.deepEqual(
        TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State),
        ["healthy"],
      );
      await assert.rejects(clients.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: "none" })), {
        name: "TargetGroupNotFoundException",
      });
      await assert.rejects(clients.elb.send(new DescribeRulesCommand({ RuleArns: ["none"] })), {
        name: "RuleNotFoundException",
      });
    });
  });

  describe("containers", () => {
    const describeService = async () =>
      (await clients.ecs.send(new DescribeServicesCommand({ cluster: "dev", services: ["dev-blue"] }))).services?.[0];

    it("runs a task once, for a token however often it is asked, and tells how it ended", async () => {
      await world.put("aws:ecs/cluster:Cluster", CLUSTER, { arn: CLUSTER, name: "dev" });
      const asked = {
        ...{ cluster: "dev", taskDefinition: `${DEFINITION}:1`, clientToken: "one", startedBy: "test" },
        networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
        overrides: { containerOverrides: [{ name: "app", command: ["npm", "run", "data:seed"] }] },
      };
      const run = async () => (await clients.ecs.send(new RunTaskCommand(asked))).tasks?.[0]?.taskArn ?? "";
      const arn = await run();
      assert.equal(await run(), arn);
      const task = async () =>
        (await clients.ecs.send(new DescribeTasksCommand({ cluster: "dev", tasks: [arn] }))).tasks?.[0];
      await until("the task has ended", async () => (await task())?.lastStatus === "STOPPED");
      const { startedBy, containers } = (await task()) ?? {};
      assert.deepEqual([startedBy, containers?.[0]?.exitCode], ["test", 1], "there is no database to seed");
      const stranger = { containerOverrides: [{ name: "other", command: ["x"] }] };
      await assert.rejects(
        clients.ecs.send(new RunTaskCommand({ ...asked, clientToken: "two", overrides: stranger })),
        /other is not a container/,
      );
      for (const wrong of [{ startedBy: "a test" }, { clientToken: "x".repeat(65) }]) {
        await assert.rejects(clients.ecs.send(new RunTaskCommand({ ...asked, clientToken: "two", ...wrong })), {
          name: "InvalidParameterException",
        });
      }
    });

    it("describes services with their deployments and tasks", async () => {
      const service = await describeService();
      assert.deepEqual([service?.serviceArn, service?.clusterArn, service?.runningCount], [SERVICE, CLUSTER, 1]);
      const [primary, ...others] = service?.deployments ?? [];
      assert.deepEqual([primary?.status, primary?.rolloutState, others.length], ["PRIMARY", "COMPLETED", 0]);
      assert(primary?.createdAt instanceof Date);
      const { taskArns } = await clients.ecs.send(new ListTasksCommand({ cluster: CLUSTER, serviceName: "dev-blue" }));
      assert.match(taskArns?.[0] ?? "", /:task\/dev\/[0-9a-f]{32}$/);
      const { tasks } = await clients.ecs.send(
        new DescribeTasksCommand({ cluster: "dev", tasks: [...(taskArns ?? []), "none"] }),
      );
      assert.deepEqual(
        tasks?.map(({ lastStatus, group }) => [lastStatus, group]),
        [["RUNNING", "service:dev-blue"]],
      );
    });

    it("describes what is missing as AWS does", async () => {
      const { failures } = await clients.ecs.send(new DescribeServicesCommand({ services: ["none"] }));
      assert.deepEqual(failures, [{ arn: "none", reason: "MISSING" }]);
      await assert.rejects(clients.ecs.send(new UpdateServiceCommand({ service: "none" })), {
        name: "ServiceNotFoundException",
      });
    });

    it("describes task definitions", async () => {
      const { taskDefinition, tags } = await clients.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: "dev-blue:1" }),
      );
      assert.deepEqual([taskDefinition?.revision, taskDefinition?.cpu, taskDefinition?.status], [1, "256", "ACTIVE"]);
      assert.deepEqual(taskDefinition?.containerDefinitions?.[0]?.image, "app@sha256:1");
      assert.deepEqual(tags, [{ key: "promenade:release", value: "v1" }]);
    });

    it("updates a service: the record at once, its tasks in their time", async () => {
      await clients.ecs.send(
        new UpdateServiceCommand({ cluster: "dev", service: "dev-blue", taskDefinition: "dev-blue:2" }),
      );
      assert.equal(world.cloud.get(TYPES.service, SERVICE)?.inputs["taskDefinition"], `${DEFINITION}:2`);
      assert.equal((await describeService())?.deployments?.[0]?.rolloutState, "IN_PROGRESS");
      await until("completed", async () => (await describeService())?.deployments?.[0]?.rolloutState === "COMPLETED");
      const [before] = services.get(SERVICE)?.active() ?? [];
      await clients.ecs.send(
        new UpdateServiceCommand({ cluster: "dev", service: "dev-blue", forceNewDeployment: true }),
      );
      await until("another task", async () => {
        const service = await describeService();
        return service?.deployments?.[0]?.rolloutState === "COMPLETED" && services.get(SERVICE)?.active()[0] !== before;
      });
      assert.equal(world.cloud.get(TYPES.service, SERVICE)?.inputs["forceNewDeployment"], undefined);
    });
  });

  it("lists and gets resources by CloudFormation's names, with their tags", async () => {
    const { ResourceDescriptions } = await clients.control.send(
      new ListResourcesCommand({ TypeName: "AWS::ECS::Service" }),
    );
    const [{ Identifier, Properties = "" } = {}] = ResourceDescriptions ?? [];
    assert.equal(Identifier, SERVICE);
    const { Name, Tags } = JSON.parse(Properties) as { Name: string; Tags: { Key: string; Value: string }[] };
    assert.equal(Name, "dev-blue");
    assert.deepEqual(Tags[0], { Key: "env", Value: "env/dev" });
    const get = new GetResourceCommand({ TypeName: "AWS::ECS::Service", Identifier: SERVICE });
    assert.equal((await clients.control.send(get)).ResourceDescription?.Properties, Properties);
    const missing = new GetResourceCommand({ TypeName: "AWS::ECS::Service", Identifier: "none" });
    await assert.rejects(clients.control.send(missing), { name: "ResourceNotFoundException" });
    const unknown = new ListResourcesCommand({ TypeName: "AWS::Lambda::Function" });
    await assert.rejects(clients.control.send(unknown), {
      name: "TypeNotFoundException",
      message: /does not model AWS::Lambda::Function/,
    });
  });

  it("tells secrets and who asks", async () => {
    const secret = await call("secretsmanager", {
      headers: { "x-amz-target": "secretsmanager.GetSecretValue", "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify({ SecretId: "promenade/dev/API_KEY" }),
    });
    assert.equal(((await secret.json()) as { SecretString: string }).SecretString, "the key");
    const identity = await call("sts", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    assert.match(await identity.text(), /<GetCallerIdentityResult>.*<Account>000000000000<\/Account>/);
  });

  describe("admin routes", () => {
    const ask = async (path: string, method = "GET") =>
      (await fetch(endpoint + path, { method, headers: { authorization: `Bearer ${TOKEN}` } })).json() as Promise<
        Record<string, unknown>
      >;

    it("tell what runs, by environment", async () => {
      const { environments, resources } = await ask("/_sandbox/status");
      const [dev] = environments as {
        name: string;
        services: { slot: string; healthy: number; tasks: object[] }[];
      }[];
      assert.deepEqual([dev?.name, dev?.services[0]?.slot, dev?.services[0]?.healthy], ["dev", "blue", 1]);
      assert.equal((resources as Record<string, number>)[TYPES.targetGroup], 2);
    });

    it("tell what each target group answered", async () => {
      const where = { balancer: BALANCER, group: groupArn("blue") };
      metrics.record(where, { status: 200, ms: 100, outcome: "answered" });
      metrics.record(where, { status: 502, ms: 200, outcome: "refused" });
      const { targetGroups } = await ask("/_sandbox/metrics?seconds=30&points");
      const [blue] = targetGroups as {
        name: string;
        requests: number;
        errors: number;
        latency: object;
        points: object[];
      }[];
      assert.deepEqual([blue?.name, blue?.requests, blue?.errors], ["dev-blue", 2, 1]);
      assert(blue?.points.length);
    });

    it("begin faults, tell of them and clear them, and say what is wrong with one", async () => {
      const send = async (method: string, body?: object) => {
        const headers = { authorization: `Bearer ${TOKEN}` };
        const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
        const response = await fetch(`${endpoint}/_sandbox/faults`, init);
        return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
      };
      const { status, answer } = await send("POST", { kind: "fail", service: "ecs", action: "DescribeServices" });
      assert.equal(status, 200);
      assert.deepEqual((await send("GET")).answer, { faults: [answer["fault"]] });
      const asked = clients.ecs.send(new DescribeServicesCommand({ cluster: "dev", services: ["dev-blue"] }));
      await assert.rejects(asked, (error: { name: string; $metadata: { httpStatusCode: number } }) => {
        return error.$metadata.httpStatusCode === 500 && error.name === "InternalFailure";
      });
      assert(await clients.ecs.send(new ListTasksCommand({ cluster: "dev" })));
      assert.deepEqual((await send("DELETE")).answer, { cleared: [answer["fault"]] });
      assert(await clients.ecs.send(new DescribeServicesCommand({ cluster: "dev", services: ["dev-blue"] })));
      const refused = await send("POST", { kind: "errors", stack: "dev", slot: "red" });
      assert.equal(refused.status, 400);
      assert.equal((refused.answer["problem"] as { where: string }).where, "slot");
    });

    it("throttle as AWS words it, so that its SDK tries again", async () => {
      const throttled = (error: { name: string; message: string; $metadata: { attempts: number } }) => {
        assert.match(error.name, /^Throttling(Exception)?$/);
        assert.equal(error.message, "Rate exceeded");
        assert.equal(error.$metadata.attempts, 2);
        return true;
      };
      const config = {
        ...{ endpoint, region: "eu-west-1", maxAttempts: 2 },
        credentials: { accessKeyId: TOKEN, secretAccessKey: "unused" },
      };
      const calls = {
        ecs: () => new ECSClient(config).send(new ListTasksCommand({ cluster: "dev" })),
        elasticloadbalancing: () => new ElasticLoadBalancingV2Client(config).send(new DescribeRulesCommand({})),
        cloudwatch: () => new CloudWatchClient(config).send(new DescribeAlarmsCommand({})),
      };
      for (const [service, call] of Object.entries(calls)) {
        faults.begin({ kind: "throttle", service, percent: 100 });
        await assert.rejects(call(), throttled, service);
        faults.faults.clear();
        await call();
      }
    });

    it("keep alarms of one environment from being read", async () => {
      const config = {
        ...{ endpoint, region: "eu-west-1", maxAttempts: 1 },
        credentials: { accessKeyId: TOKEN, secretAccessKey: "unused" },
      };
      const client = new CloudWatchClient(config);
      for (const stack of ["dev", "stage"]) {
        await world.put(TYPES.metricAlarm, `${stack}-errors`, {
          name: `${stack}-errors`,
          tags: { env: `env/${stack}` },
        });
      }
      faults.begin({ kind: "alarms", stack: "dev" });
      const read = (AlarmNamePrefix: string) => client.send(new DescribeAlarmsCommand({ AlarmNamePrefix }));
      await assert.rejects(read("dev-"), { name: "InternalFailure" });
      assert.equal((await read("stage-")).MetricAlarms?.length, 1);
      await assert.rejects(client.send(new DescribeAlarmsCommand({})), { name: "InternalFailure" });
      faults.faults.clear();
      assert.equal((await read("dev-")).MetricAlarms?.length, 1);
    });

    it("stop the daemon", async () => {
      assert.deepEqual(await ask("/_sandbox/stop", "POST"), { stopping: true });
      assert.equal(stopped, true);
    });
  });
});
