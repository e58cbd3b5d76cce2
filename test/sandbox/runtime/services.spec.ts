import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudResource, Properties } from "../../../sandbox/cloud";
import { sandboxFiles } from "../../../sandbox/files";
import { properties, TYPES } from "../../../sandbox/runtime/properties";
import { Services } from "../../../sandbox/runtime/services";
import { Targets } from "../../../sandbox/runtime/targets";
import { until, World } from "./world";

const SERVICE = "arn:aws:ecs:eu-west-1:000000000000:service/dev/dev-blue";
const SECRET = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:promenade/dev/API_KEY-AbCdEf";
const definitionArn = (revision: number) => `arn:aws:ecs:eu-west-1:000000000000:task-definition/dev-blue:${revision}`;

describe("service", function () {
  this.timeout(60_000);
  let world: World;
  let targets: Targets;
  let services: Services;
  let arn: string;
  const never = new AbortController().signal;

  const define = (revision: number, environment: Record<string, string> = {}, secrets: object[] = []) =>
    world.put(TYPES.taskDefinition, `dev-blue-${revision}`, {
      arn: definitionArn(revision),
      family: "dev-blue",
      revision,
      containerDefinitions: JSON.stringify([
        {
          name: "app",
          image: "registry.example/app@sha256:0",
          environment: Object.entries({
            RELEASE: `v${revision}`,
            SLOT: "blue",
            LOG_LEVEL: "debug",
            ...environment,
          }).map(([name, value]) => ({ name, value })),
          secrets,
        },
      ]),
    });

  const service = (revision: number, overrides: Properties = {}): Promise<CloudResource> =>
    world.put(TYPES.service, SERVICE, {
      name: "dev-blue",
      desiredCount: 1,
      taskDefinition: definitionArn(revision),
      loadBalancers: [{ targetGroupArn: arn, containerName: "app", containerPort: 8080 }],
      deploymentCircuitBreaker: { enable: true, rollback: true },
      waitForSteadyState: true,
      tags: { env: "env/dev", "promenade:slot": "blue", "promenade:service": "app" },
      ...overrides,
    });

  const running = () => services.get(SERVICE);
  const releases = () =>
    Promise.all(
      targets
        .list(arn)
        .filter(({ health }) => health.state === "healthy")
        .map(
          async ({ port }) =>
            ((await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { release: string }).release,
        ),
    );

  beforeEach(async () => {
    world = await World.create();
    targets = new Targets(world.cloud);
    services = new Services(world.cloud, targets, sandboxFiles(world.root), "");
    arn = await world.group("blue");
    await define(1);
  });
  afterEach(async () => {
    await services.close(2000);
    targets.close();
    world.destroy();
  });

  it("runs as many processes as are desired, each a healthy target, and none when it is removed", async () => {
    const record = await service(1, { desiredCount: 2 });
    await services.apply(record, never);
    assert.deepEqual(await releases(), ["v1", "v1"]);
    const ports = targets.list(arn).map(({ port }) => port);
    await services.remove(record);
    assert.deepEqual(targets.list(arn), []);
    for (const port of ports) await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
  });

  it("moves to a new definition without a moment below its healthy minimum", async () => {
    await services.apply(await service(1), never);
    await define(2);
    let lowest = Infinity;
    const watch = setInterval(
      () => (lowest = Math.min(lowest, targets.list(arn).filter(({ health }) => health.state === "healthy").length)),
      5,
    );
    await services.apply(await service(2), never);
    clearInterval(watch);
    assert.equal(lowest, 1);
    assert.deepEqual(await releases(), ["v2"]);
    assert.equal(running()?.deployments.length, 1);
  });

  it("replaces a task that crashed", async () => {
    await services.apply(await service(1), never);
    const crashed = running()?.active()[0];
    const answer = await fetch(`http://127.0.0.1:${crashed?.port}/`).then((response) => response.json());
    assert.equal((answer as { release: string }).release, "v1");
    process.kill(crashed?.pid as number, "SIGKILL");
    await until("another one is healthy", async () => {
      const [task] = running()?.active() ?? [];
      return task && task !== crashed && running()?.isHealthy(task);
    });
    assert.match(crashed?.stoppedReason ?? "", /Essential container in task exited \(SIGKILL\)/);
  });

  it("goes back to the last completed definition when tasks of a new one fail, and calls that success", async () => {
    await services.apply(await service(1), never);
    await define(2, { API_TIMEOUT: "not a time" });
    await services.apply(await service(2), never);
    assert.deepEqual(await releases(), ["v1"]);
    const record = world.cloud.get(TYPES.service, SERVICE) as CloudResource;
    assert.equal(properties<{ taskDefinition: string }>(record).taskDefinition, definitionArn(1));
    assert.equal(running()?.primary?.rolloutState, "COMPLETED");
  });

  it("counts tasks that stay unhealthy as failed", async () => {
    await services.apply(await service(1), never);
    await define(2, { DATABASE_URL: "postgres://nobody:nothing@127.0.0.1:1/none" });
    await services.apply(await service(2), never);
    assert.deepEqual(await releases(), ["v1"]);
    const stopped = running()?.tasks.filter(({ status }) => status === "STOPPED") ?? [];
    assert(stopped.some(({ stoppedReason }) => stoppedReason?.startsWith("Task failed ELB health checks")));
  });

  it("fails when there is nothing to go back to, and says where to look", async () => {
    await define(1, { API_TIMEOUT: "not a time" });
    await assert.rejects(
      async () => services.apply(await service(1), never),
      /service dev-blue: ECS deployment circuit breaker: tasks failed to start\.\n  found    its last task stopped: Essential container.*\n  allowed  1 healthy tasks[^]*blue-app\.log/,
    );
  });

  it("hands secrets to tasks by environment, and none to their logs or arguments", async () => {
    await world.put(TYPES.secret, SECRET, { arn: SECRET, name: "promenade/dev/API_KEY" });
    await world.put(TYPES.secretVersion, `${SECRET}|1`, {
      secretId: SECRET,
      secretString: JSON.stringify({ key: "the-api-key/1" }),
      versionId: "1",
      versionStages: ["AWSCURRENT"],
    });
    // The release is printed by the app: a secret in its place shows that it arrived, and is kept out of the log.
    await define(3, {}, [{ name: "RELEASE", valueFrom: `${SECRET}:key::` }]);
    await services.apply(await service(3), never);
    assert.deepEqual(await releases(), ["the-api-key/1"]);
    const pid = running()?.active()[0]?.pid;
    assert(!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("the-api-key"));
    const logs = join(world.root, "logs", "dev");
    assert.deepEqual(readdirSync(logs), ["blue-app.log"]);
    await until("the log has its line", () => readFileSync(join(logs, "blue-app.log"), "utf8").includes("listening"));
    assert.match(readFileSync(join(logs, "blue-app.log"), "utf8"), /"release":"\*\*\*"/);
    assert(!readFileSync(join(logs, "blue-app.log"), "utf8").includes("the-api-key"));
  });

  it("goes on after a restart, with a definition that has been deregistered meanwhile", async () => {
    await services.apply(await service(1), never);
    await services.close(2000);
    await world.cloud.delete(TYPES.taskDefinition, "dev-blue-1", { until: new Date(Date.now() + 3_600_000) });
    services = new Services(world.cloud, targets, sandboxFiles(world.root), "");
    await services.apply(await service(1), never);
    assert.deepEqual(await releases(), ["v1"]);
  });

  it("scales in and out without a new deployment, and returns at once when it need not wait", async () => {
    await services.apply(await service(1, { desiredCount: 0 }), never);
    const { id } = running()?.primary ?? {};
    await services.apply(await service(1, { desiredCount: 2, waitForSteadyState: false }), never);
    assert.deepEqual(await releases(), []);
    await until("two are healthy", async () => (await releases()).length === 2);
    await services.apply(await service(1, { desiredCount: 0 }), never);
    await until("none is left", () => targets.list(arn).length === 0);
    assert.equal(running()?.primary?.id, id);
  });
});
