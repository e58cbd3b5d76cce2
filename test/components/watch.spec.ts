import assert from "node:assert/strict";
import { tiers, type Tier } from "../../core/tiers";
import { account, find, ofType, only, region, type Registered } from "../support/mocks";
import { environmentOf, imageOf, runProgram } from "../support/program";

const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const compositeAlarm = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const canary = "aws:synthetics/canary:Canary";
const topic = "aws:sns/topic:Topic";

type Resources = readonly Registered[];

const alarmsOf = (resources: Resources): Resources => [
  ...ofType(resources, metricAlarm),
  ...ofType(resources, compositeAlarm),
];

const severityOf = ({ inputs }: Registered): string | undefined =>
  (inputs.tags as Record<string, string>)["promenade:severity"];

const actionsOf = ({ inputs }: Registered): readonly string[] => (inputs.alarmActions ?? []) as string[];

/** Without the environment's name. */
const keysOf = (resources: Resources): readonly string[] =>
  alarmsOf(resources)
    .map(({ name }) => name.replace(/^.*?-alarms-/, ""))
    .sort();

const basic = ["app-logged-errors", "blue-app-unhealthy", "green-app-unhealthy"];
const ofSlot = ["unhealthy", "errors", "latency", "memory", "cpu", "missing-tasks"];
const budgets = ["1x", "3x", "6x", "14-4x"].flatMap((times) =>
  ["", "-long", "-short"].map((part) => `budget-${times}${part}`),
);
const ofCache = ["cpu", "memory", "evictions", "lag"];
const everything = (nodes: readonly string[]) =>
  [
    ...["app-logged-errors", "certificate-balancer", "journey"],
    ...["edge-errors", "edge-latency-objective", "edge-rejected"],
    ...["blue", "green"].flatMap((slot) => ofSlot.map((what) => `${slot}-app-${what}`)),
    ...["cpu", "storage", "memory", "connections"].map((what) => `database-${what}`),
    ...nodes.flatMap((node) => ofCache.map((what) => `cache-${node}-${what}`)),
    ...budgets,
  ].sort();

describe("what watches an environment", () => {
  const expected: Readonly<Record<Tier, readonly string[]>> = {
    preview: basic,
    dev: basic,
    stage: everything(["001", "002"]),
    prod: everything(["0001-001", "0001-002", "0002-001", "0002-002"]),
  };
  for (const tier of tiers) {
    it(`in tier ${tier} are the alarms of its level`, async () => {
      assert.deepEqual(keysOf((await environmentOf(tier)).resources), expected[tier]);
    });
  }

  for (const [tier, told] of [
    ["preview", []],
    ["dev", []],
    ["stage", ["critical", "high", "medium"]],
    ["prod", ["critical", "high", "medium"]],
  ] as const) {
    it(`in tier ${tier} tells ${told.join(" and ") || "nobody"}`, async () => {
      const { resources } = await environmentOf(tier);
      const severities = alarmsOf(resources).flatMap((alarm) => severityOf(alarm) ?? []);
      assert.deepEqual([...new Set(severities)].sort(), told);
    });

    it(`in tier ${tier} tells the topic of its severity, and opens an incident where that is high`, async () => {
      const { resources } = await environmentOf(tier);
      const environment = only(resources, "aws:ecs/cluster:Cluster").name.replace(/-cluster$/, "");
      for (const alarm of alarmsOf(resources)) {
        const severity = severityOf(alarm);
        const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
        const own = arn("sns", `${environment}-alerts-${severity}`);
        const grade = { critical: 1, high: 2 }[severity ?? ""];
        const incident = grade === undefined ? [] : [arn("ssm", `opsitem:${grade}#CATEGORY=Availability`)];
        assert.deepEqual(actionsOf(alarm), severity === undefined ? [] : [own, ...incident], alarm.name);
        assert.equal(alarm.inputs.actionsEnabled, true, alarm.name);
        assert.deepEqual(alarm.inputs.okActions, severity === undefined ? undefined : [own], alarm.name);
      }
    });

    it(`in tier ${tier} looks at what there is`, async () => {
      const { resources } = await environmentOf(tier);
      const real = realValues(resources);
      for (const alarm of ofType(resources, metricAlarm)) {
        for (const { namespace, metricName, dimensions } of metricsOf(alarm)) {
          const place = `${namespace}/${metricName}`;
          for (const [dimension, value] of Object.entries(dimensions)) {
            assert.ok(real[dimension]?.includes(value), `${alarm.name}: ${place} of no ${dimension} ${value}`);
          }
          const logged = real.logged?.includes(place) ?? false;
          assert.ok(Object.keys(dimensions).length > 0 || logged, `${alarm.name}: nobody writes ${place}`);
        }
      }
    });
  }

  it("speaks of a burning budget when both windows burn", async () => {
    const { resources } = await environmentOf("prod");
    const names = ofType(resources, metricAlarm).map(({ name }) => name);
    for (const { inputs, name } of ofType(resources, compositeAlarm)) {
      assert.equal(inputs.alarmRule, `ALARM("${name}-long") AND ALARM("${name}-short")`);
      assert.ok(names.includes(`${name}-long`) && names.includes(`${name}-short`));
    }
  });

  it("is of the same types in stage and in prod", async () => {
    const typesOf = async (tier: Tier) =>
      new Set(
        (await environmentOf(tier)).resources
          .map(({ type }) => type)
          .filter((type) => /cloudwatch|sns|synthetics/.test(type)),
      );
    assert.deepEqual([...(await typesOf("stage"))].sort(), [...(await typesOf("prod"))].sort());
  });

  it("informs, and pages nobody, where a stack asks dev for metrics", async () => {
    const { resources } = await runProgram("dev", { monitoring: "metrics" });
    const keys = keysOf(resources);
    for (const key of ["blue-app-errors", "green-app-latency", "database-cpu", "cache-001-memory", "edge-errors"]) {
      assert.ok(keys.includes(key), key);
    }
    assert.ok(!keys.some((key) => /journey|budget|evictions/.test(key)));
    assert.deepEqual([...new Set(alarmsOf(resources).map(severityOf))], ["medium"]);
  });
});

describe("alerts", () => {
  it("page nobody in stage: what is critical is told to those who hear of high severity", async () => {
    const alerts = { critical: ["on-call@example.com"], high: ["team@example.com"] };
    const listeners = async (stack: string) =>
      ofType((await runProgram(stack, { alerts })).resources, "aws:sns/topicSubscription:TopicSubscription")
        .map(({ inputs }) => `${String(inputs.topic).split("-").at(-1)} ${String(inputs.endpoint)}`)
        .sort();
    assert.deepEqual(await listeners("stage"), ["critical team@example.com", "high team@example.com"]);
    assert.deepEqual(await listeners("prod"), ["critical on-call@example.com", "high team@example.com"]);
  });

  it("go to the addresses of their severity, encrypted on the way with the environment's key", async () => {
    const { resources } = await runProgram("dev", {
      alerts: { high: ["a@example.com", "b@example.com"], low: ["c@example.com"] },
    });
    const key = find(resources, "aws:kms/key:Key", "dev-key").outputs.arn;
    for (const { inputs } of ofType(resources, topic)) assert.equal(inputs.kmsMasterKeyId, key);
    const subscriptions = ofType(resources, "aws:sns/topicSubscription:TopicSubscription").map(
      ({ inputs }) => `${String(inputs.topic).split(":").at(-1)} ${String(inputs.protocol)} ${String(inputs.endpoint)}`,
    );
    assert.deepEqual(subscriptions.sort(), [
      "dev-alerts-critical email a@example.com",
      "dev-alerts-critical email b@example.com",
      "dev-alerts-high email a@example.com",
      "dev-alerts-high email b@example.com",
      "dev-alerts-low email c@example.com",
    ]);
  });
});

describe("a user's journey", () => {
  for (const tier of ["preview", "dev"] as const) {
    it(`is not made in tier ${tier}`, async () => {
      assert.deepEqual(ofType((await environmentOf(tier)).resources, canary), []);
    });
  }

  for (const tier of ["stage", "prod"] as const) {
    it(`is made every five minutes in tier ${tier}, from inside, to the address that users know`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const { inputs } = only(resources, canary);
      assert.deepEqual(inputs.schedule, { expression: "rate(5 minutes)" });
      const { environmentVariables } = inputs.runConfig as { environmentVariables: object };
      assert.deepEqual(environmentVariables, { URL: outputs.url, PATHS: '["/"]' });
      assert.ok((inputs.vpcConfig as { subnetIds: string[] }).subnetIds.every((id) => id.includes("-private-")));
      assert.match(JSON.stringify(inputs.artifactConfig), /SSE_KMS/);
    });
  }

  it("is let in where a list says who may come in, and needs no such favour elsewhere", async () => {
    const doors = async (tier: Tier) =>
      ofType((await environmentOf(tier)).resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
        ({ name }) => name.startsWith(`${tier}-journey`),
      );
    const [door, ...others] = await doors("stage");
    assert.ok(door !== undefined && others.length === 0);
    const { publicIp } = find(
      (await environmentOf("stage")).resources,
      "aws:ec2/natGateway:NatGateway",
      "stage-network-nat-a",
    ).outputs;
    assert.deepEqual([door.inputs.cidrIpv4, door.inputs.fromPort], [`${String(publicIp)}/32`, 443]);
    assert.deepEqual(await doors("prod"), []);
  });

  it("visits what the stack file says", async () => {
    const { resources } = await runProgram("stage", { journey: ["/", "/login"] });
    assert.match(JSON.stringify(only(resources, canary).inputs.runConfig), /\[\\"\/\\",\\"\/login\\"\]/);
  });
});

describe("the dashboard", () => {
  it("shows both slots of every service", async () => {
    const services = { app: {}, api: { paths: ["/api/*"] } };
    const images = { app: imageOf("app"), api: imageOf("api") };
    const { resources } = await runProgram("stage", { services, initialRelease: { release: "1.0.0", images } });
    const body = String(only(resources, "aws:cloudwatch/dashboard:Dashboard").inputs.dashboardBody);
    const groups = ofType(resources, "aws:lb/targetGroup:TargetGroup");
    assert.equal(groups.length, 4);
    for (const { outputs } of groups) assert.ok(body.includes(String(outputs.arnSuffix)));
    for (const { inputs } of ofType(resources, "aws:ecs/service:Service"))
      assert.ok(body.includes(`"${String(inputs.name)}"`));
  });

  it("shows every alarm but the windows of burning budgets", async () => {
    const { resources } = await environmentOf("prod");
    const body = String(only(resources, "aws:cloudwatch/dashboard:Dashboard").inputs.dashboardBody);
    const shown = alarmsOf(resources).filter(({ name }) => !/-(long|short)$/.test(name));
    for (const { outputs, name } of shown) assert.ok(body.includes(String(outputs.arn)), name);
  });
});

interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

function metricsOf({ inputs }: Registered): readonly Required<Metric>[] {
  const queries = (inputs.metricQueries ?? []) as readonly { readonly metric?: Metric }[];
  const all =
    inputs.metricName === undefined ? queries.flatMap(({ metric }) => metric ?? []) : [inputs as unknown as Metric];
  return all.map(({ dimensions = {}, ...metric }) => ({ ...metric, dimensions }));
}

/** What a dimension may say, by what is there. */
function realValues(resources: Resources): Readonly<Record<string, readonly string[]>> {
  const values = (type: string, output: string) =>
    ofType(resources, type).map(({ outputs }) => String(outputs[output]));
  const groups = ofType(resources, "aws:elasticache/replicationGroup:ReplicationGroup");
  return {
    // A guest's is its host's.
    LoadBalancer: [...values("aws:lb/loadBalancer:LoadBalancer", "arnSuffix"), "app/dev-web/0123456789abcdef"],
    TargetGroup: values("aws:lb/targetGroup:TargetGroup", "arnSuffix"),
    ClusterName: values("aws:ecs/cluster:Cluster", "name"),
    ServiceName: values("aws:ecs/service:Service", "name"),
    DBInstanceIdentifier: values("aws:rds/instance:Instance", "identifier"),
    CacheClusterId: groups.flatMap(({ inputs }) => nodesOf(inputs)),
    CertificateArn: values("aws:acm/certificateValidation:CertificateValidation", "certificateArn"),
    CanaryName: values(canary, "name"),
    logged: ofType(resources, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(({ inputs }) => {
      const { namespace, name } = inputs.metricTransformation as { namespace: string; name: string };
      return `${namespace}/${name}`;
    }),
  };
}

function nodesOf({ replicationGroupId, numCacheClusters, numNodeGroups, replicasPerNodeGroup }: Registered["inputs"]) {
  const padded = (count: unknown, digits: number) =>
    Array.from({ length: Number(count) }, (_, index) => String(index + 1).padStart(digits, "0"));
  const nodes =
    numNodeGroups === undefined
      ? padded(numCacheClusters, 3)
      : padded(numNodeGroups, 4).flatMap((shard) =>
          padded(Number(replicasPerNodeGroup) + 1, 3).map((node) => `${shard}-${node}`),
        );
  return nodes.map((node) => `${String(replicationGroupId)}-${node}`);
}
