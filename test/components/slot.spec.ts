import assert from "node:assert/strict";
import { emptySlotImage, type containerDefinition } from "../../core/container";
import { tiers } from "../../core/tiers";
import { find, ofType, type Registered } from "../support/mocks";
import { environmentOf, imageOf, runProgram } from "../support/program";

type Container = ReturnType<typeof containerDefinition<string>>;

const taskDefinition = (resources: readonly Registered[], name: string): Registered =>
  find(resources, "aws:ecs/taskDefinition:TaskDefinition", name);

function containerOf({ inputs }: Registered): Container {
  const [container, ...others] = JSON.parse(String(inputs.containerDefinitions)) as Container[];
  assert.ok(container !== undefined && others.length === 0);
  return container;
}

const environment = (container: Container): Record<string, string> =>
  Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));

describe("a slot", () => {
  const sizes = {
    preview: { cpu: "256", memory: "512", container: 256, tasks: 1 },
    dev: { cpu: "256", memory: "512", container: 512, tasks: 1 },
    stage: { cpu: "512", memory: "1024", container: 1024, tasks: 2 },
    prod: { cpu: "512", memory: "1024", container: 1024, tasks: 4 },
  } as const;
  for (const tier of tiers) {
    it(`of tier ${tier} has its tasks' size and number`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const definition = taskDefinition(resources, `${outputs.environment}-blue-app`);
      const service = find(resources, "aws:ecs/service:Service", `${outputs.environment}-blue-app`);
      assert.deepEqual(
        {
          cpu: definition.inputs.cpu,
          memory: definition.inputs.memory,
          container: containerOf(definition).memory,
          tasks: service.inputs.desiredCount,
        },
        sizes[tier],
      );
    });
  }

  it("runs the initial release in blue of a new stack, and nothing in green", async () => {
    const { resources } = await environmentOf("dev");
    const [blue, green] = ["blue", "green"].map((slot) => taskDefinition(resources, `dev-${slot}-app`));
    assert.ok(blue !== undefined && green !== undefined);
    assert.equal(containerOf(blue).image, imageOf("app"));
    assert.equal(containerOf(green).image, emptySlotImage);
    assert.equal(find(resources, "aws:ecs/service:Service", "dev-green-app").inputs.desiredCount, 0);
    assert.equal("RELEASE" in environment(containerOf(green)), false);
  });

  it("tells its record in the task definition's tags", async () => {
    const { resources, outputs } = await environmentOf("dev");
    const record = (slot: string) => {
      const tags = taskDefinition(resources, `dev-${slot}-app`).inputs.tags as Record<string, string>;
      return Object.fromEntries(Object.entries(tags).filter(([key]) => key.startsWith("promenade:")));
    };
    const flow = {
      "promenade:flow": "three-tier",
      "promenade:service": "app",
      "promenade:revision": "1",
      "promenade:settings": outputs.settings.app,
    };
    const release = { "promenade:release": "1.0.0", "promenade:commit": "abcdef1" };
    assert.deepEqual(record("blue"), { ...flow, ...release, "promenade:slot": "blue" });
    assert.deepEqual(record("green"), { ...flow, "promenade:slot": "green" });
  });

  it("gives the container its tier's variables and who it is, sorted", async () => {
    const { resources } = await environmentOf("dev");
    const container = containerOf(taskDefinition(resources, "dev-blue-app"));
    assert.deepEqual(environment(container), {
      ...{ API_TIMEOUT: "30s", CACHE_ENABLED: "true", DB_POOL_SIZE: "5", LOG_LEVEL: "debug", NODE_ENV: "development" },
      ...{ ENVIRONMENT: "dev", PORT: "8080", RELEASE: "1.0.0", SERVICE: "app", SLOT: "blue" },
    });
    const names = container.environment.map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
  });

  it("hands secrets over by reference, each to its part of an entry", async () => {
    const { resources } = await environmentOf("dev");
    const { secrets } = containerOf(taskDefinition(resources, "dev-blue-app"));
    const arnOf = (entry: string) =>
      String(find(resources, "aws:secretsmanager/secret:Secret", `dev-vault-${entry}`).outputs.arn);
    assert.deepEqual(
      secrets.map(({ name, valueFrom }) => [name, valueFrom]),
      [
        ["API_KEY", `${arnOf("API_KEY")}:current::`],
        ["API_KEY_NEXT", `${arnOf("API_KEY")}:next::`],
        ["API_KEY_PREVIOUS", `${arnOf("API_KEY")}:previous::`],
        ["DATABASE_URL", `${arnOf("POSTGRES_PASSWORD")}:DATABASE_URL::`],
        ["JWT_SECRET", `${arnOf("JWT_SECRET")}:current::`],
        ["JWT_SECRET_NEXT", `${arnOf("JWT_SECRET")}:next::`],
        ["JWT_SECRET_PREVIOUS", `${arnOf("JWT_SECRET")}:previous::`],
        ["POSTGRES_PASSWORD", `${arnOf("POSTGRES_PASSWORD")}:password::`],
        ["REDIS_URL", arnOf("REDIS_URL")],
      ],
    );
  });

  it("runs without privileges on a read-only root, in private subnets, without a shell", async () => {
    const { resources } = await environmentOf("dev");
    const container = containerOf(taskDefinition(resources, "dev-blue-app"));
    assert.equal(container.privileged, false);
    assert.equal(container.readonlyRootFilesystem, true);
    const { inputs } = find(resources, "aws:ecs/service:Service", "dev-blue-app");
    const { assignPublicIp, subnets } = inputs.networkConfiguration as { assignPublicIp: boolean; subnets: string[] };
    assert.equal(assignPublicIp, false);
    assert.deepEqual(subnets, ["Subnet-dev-network-private-a", "Subnet-dev-network-private-b"]);
    assert.equal(inputs.enableExecuteCommand, false);
    assert.equal(inputs.waitForSteadyState, true);
    assert.deepEqual(inputs.deploymentCircuitBreaker, { enable: true, rollback: true });
  });

  it("is reached by its own test route before any traffic rule, and starts no task without it", async () => {
    const { resources } = await environmentOf("dev");
    for (const slot of ["blue", "green"]) {
      const route = find(resources, "aws:lb/listenerRule:ListenerRule", `dev-${slot}-app-test`);
      const group = find(resources, "aws:lb/targetGroup:TargetGroup", `dev-${slot}-app`);
      assert.deepEqual(route.inputs.actions, [{ type: "forward", targetGroupArn: group.outputs.arn }]);
      assert.deepEqual(route.inputs.conditions, [
        { httpHeader: { httpHeaderName: "x-promenade-test", values: [`${slot}-dev-web-test-token:/@?`] } },
        { pathPattern: { values: ["/*"] } },
      ]);
      assert.deepEqual(route.secretInputs, ["conditions"]);
      const traffic = find(resources, "aws:lb/listenerRule:ListenerRule", "dev-traffic-app");
      assert.ok(Number(route.inputs.priority) < Number(traffic.inputs.priority));
      const service = find(resources, "aws:ecs/service:Service", `dev-${slot}-app`);
      assert.ok(service.dependencies.includes(route.urn));
    }
  });

  it("runs every service, each behind its own target group and paths", async () => {
    const services = { app: {}, api: { paths: ["/api/*"], port: 9000, healthPath: "/up" } };
    const images = { app: imageOf("app"), api: imageOf("api", "b") };
    const { resources, outputs } = await runProgram("dev", { services, initialRelease: { release: "1.0.0", images } });
    assert.deepEqual(Object.keys(outputs.services).sort(), ["api", "app"]);
    for (const slot of ["blue", "green"]) {
      const group = find(resources, "aws:lb/targetGroup:TargetGroup", `dev-${slot}-api`);
      assert.equal((group.inputs.healthCheck as { path: string }).path, "/up");
      const { inputs } = find(resources, "aws:ecs/service:Service", `dev-${slot}-api`);
      assert.deepEqual(inputs.loadBalancers, [
        { targetGroupArn: group.outputs.arn, containerName: "api", containerPort: 9000 },
      ]);
    }
    assert.equal(containerOf(taskDefinition(resources, "dev-blue-api")).image, imageOf("api", "b"));
    const rules = ofType(resources, "aws:lb/listenerRule:ListenerRule");
    const priorities = rules.map(({ inputs }) => Number(inputs.priority));
    assert.equal(new Set(priorities).size, 6);
    const order = ["api", "app"].map((name) =>
      Number(find(resources, "aws:lb/listenerRule:ListenerRule", `dev-traffic-${name}`).inputs.priority),
    );
    assert.deepEqual(
      order,
      [...order].sort((one, other) => one - other),
    );
  });

  it("stays reachable when the stack file gives its containers another port, which waits for a deploy", async () => {
    const rules = async (services: unknown) => {
      const { resources } = await runProgram("dev", { services });
      const types = ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "aws:lb/targetGroup:TargetGroup"];
      return types.flatMap((type) => ofType(resources, type).map(({ name, inputs }) => [name, inputs]));
    };
    assert.deepEqual(await rules({ app: { port: 8080 } }), await rules({ app: { port: 9090 } }));
  });

  it("moves no other rule when a service is added beside the catch-all", async () => {
    const priority = async (services: Record<string, unknown>): Promise<unknown> =>
      find((await runProgram("dev", { services })).resources, "aws:lb/listenerRule:ListenerRule", "dev-traffic-app")
        .inputs.priority;
    assert.equal(await priority({ app: {} }), await priority({ app: {}, api: { paths: ["/api/*"] } }));
  });

  for (const tier of tiers) {
    const expected = tier === "stage" || tier === "prod";
    it(`of tier ${tier} is ${expected ? "" : "not "}protected`, async () => {
      const { resources } = await environmentOf(tier);
      const kept = ["aws:ecs/service:Service", "aws:lb/targetGroup:TargetGroup", "aws:lb/listenerRule:ListenerRule"];
      for (const { protect, urn } of kept.flatMap((type) => ofType(resources, type))) {
        assert.equal(protect, expected, urn);
      }
    });
  }
});
