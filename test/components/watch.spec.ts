import assert from "node:assert/strict";
import { tiers, type Tier } from "../../core/tiers";
import { account, find, ofType, only, region, type Registered } from "../support/mocks";
import { environmentOf, imageOf, initialRelease, runProgram } from "../support/program";

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
    ...["app-logged-errors", "app-unattended", "certificate-balancer", "journey"],
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
    prod: ["cdn-errors", ...everything(["0001-001", "0001-002", "0002-001", "0002-002"])].sort(),
  };
  for (const tier of tiers) {
    it(`in tier ${tier} are the alarms of its level`, async () => {
      assert.deepEqual(keysOf((await environmentOf(tier)).resources), expected[tier]);
    });
  }

  for (const [tier, told] of [
    ["preview", []],
    ["dev", []],
    ["stage", ["critical", "high", "low", "medium"]],
    ["prod", ["critical", "high", "low", "medium"]],
  ] as const) {
    it(`in tier ${tier} is ${told.join(" or ") || "nobody's business"}`, async () => {
      const { resources } = await environmentOf(tier);
      const severities = alarmsOf(resources).flatMap((alarm) => severityOf(alarm) ?? []);
      assert.deepEqual([...new Set(severities)].sort(), told);
    });

    it(`in tier ${tier} tells its severity's topic, unless it is low, and opens an incident where it is high`, async () => {
      const { resources } = await environmentOf(tier);
      const environment = only(resources, "aws:ecs/cluster:Cluster").name.replace(/-cluster$/, "");
      for (const alarm of alarmsOf(resources)) {
        const severity = severityOf(alarm);
        // CloudFront has its metrics in us-east-1, and an alarm tells nobody of another region.
        const [place, topics] = alarm.name.includes("-cdn-") ? ["us-east-1", "edge-alerts"] : [region, "alerts"];
        const arn = (service: string, rest: string) => `arn:aws:${service}:${place}:${account}:${rest}`;
        const own = arn("sns", `${environment}-${topics}-${severity}`);
        const grade = { critical: 1, high: 2 }[severity ?? ""];
        const incident = grade === undefined ? [] : [arn("ssm", `opsitem:${grade}#CATEGORY=Availability`)];
        const quiet = severity === undefined || severity === "low";
        assert.equal(alarm.inputs.region, place, alarm.name);
        assert.deepEqual(actionsOf(alarm), quiet ? [] : [own, ...incident], alarm.name);
        assert.equal(alarm.inputs.actionsEnabled, true, alarm.name);
        assert.deepEqual(alarm.inputs.okActions, quiet ? undefined : [own], alarm.name);
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
    // Of high severity in two regions: in its own, and where the CDN's metrics are.
    const high = "high team@example.com";
    assert.deepEqual(await listeners("prod"), ["critical on-call@example.com", high, high]);
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

describe("what calls nobody", () => {
  const lambda = "aws:lambda/function:Function";
  const eventRule = "aws:cloudwatch/eventRule:EventRule";
  const weekly = "aws:scheduler/schedule:Schedule";
  const namesOf = (resources: Resources, severity: string) =>
    alarmsOf(resources)
      .filter((alarm) => severityOf(alarm) === severity)
      .map(({ name }) => name)
      .sort();

  for (const tier of ["stage", "prod"] as const) {
    it(`is logged in tier ${tier} if it is medium: each change of each of those alarms`, async () => {
      const { resources } = await environmentOf(tier);
      const { inputs, outputs } = only(resources, eventRule);
      const { detail, ...pattern } = JSON.parse(String(inputs.eventPattern)) as { detail: { alarmName: string[] } };
      assert.deepEqual(pattern, { source: ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"] });
      assert.deepEqual(detail.alarmName.sort(), namesOf(resources, "medium"));
      assert.ok(detail.alarmName.length > 3);
      assert.equal(inputs.state, "ENABLED");
      const group = find(resources, "aws:cloudwatch/logGroup:LogGroup", `${tier}-alarm-log-alarms`);
      const target = only(resources, "aws:cloudwatch/eventTarget:EventTarget");
      assert.deepEqual([target.inputs.rule, target.inputs.arn], [outputs.name, group.outputs.arn]);
      const { name, kmsKeyId, retentionInDays } = group.inputs;
      assert.deepEqual([name, kmsKeyId], [`/promenade/${tier}/watch/alarms`, keyOf(resources, tier)]);
      assert.equal(
        retentionInDays,
        find(resources, "aws:cloudwatch/logGroup:LogGroup", `${tier}-cluster-app`).inputs.retentionInDays,
      );
    });

    it(`goes into a report every week in tier ${tier}, which the topic of low severity gets`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const reporter = find(resources, lambda, `${tier}-report`);
      const { inputs } = find(resources, weekly, `${tier}-report-weekly`);
      assert.deepEqual([inputs.scheduleExpression, inputs.scheduleExpressionTimezone], ["cron(0 7 ? * MON *)", "UTC"]);
      const target = inputs.target as { arn: string; input: string; deadLetterConfig: object };
      assert.equal(target.arn, reporter.outputs.arn);
      const { alarms, ...event } = JSON.parse(target.input) as { alarms: Record<string, string[]> };
      assert.deepEqual(event, { environment: outputs.environment, until: "<aws.scheduler.scheduled-time>" });
      assert.deepEqual(Object.keys(alarms), ["medium", "low"]);
      for (const [severity, names] of Object.entries(alarms))
        assert.deepEqual(names.sort(), namesOf(resources, severity));
      const { variables } = reporter.inputs.environment as { variables: object };
      assert.deepEqual(variables, { TOPIC: find(resources, topic, `${tier}-alerts-low`).outputs.arn });
    });

    it(`is reported in tier ${tier} by a function as closed as the rotation's`, async () => {
      const { resources } = await environmentOf(tier);
      const [reporter, rotation] = ["report", "rotation"].map((name) => find(resources, lambda, `${tier}-${name}`));
      const common = ["runtime", "architectures", "kmsKeyArn", "tracingConfig", "memorySize", "timeout"] as const;
      for (const input of common) assert.deepEqual(reporter!.inputs[input], rotation!.inputs[input], input);
      assert.equal(reporter!.inputs.reservedConcurrentExecutions, 1);
      assert.equal(reporter!.inputs.kmsKeyArn, keyOf(resources, tier));
      const queue = find(resources, "aws:sqs/queue:Queue", `${tier}-report-failures`);
      const { target } = find(resources, weekly, `${tier}-report-weekly`).inputs as { target: Record<string, unknown> };
      assert.deepEqual(reporter!.inputs.deadLetterConfig, { targetArn: queue.outputs.arn });
      assert.deepEqual(target.deadLetterConfig, { arn: queue.outputs.arn });
      assert.equal(queue.inputs.kmsMasterKeyId, keyOf(resources, tier));
    });
  }

  for (const tier of ["preview", "dev"] as const) {
    it(`is neither logged nor reported in tier ${tier}`, async () => {
      const { resources } = await environmentOf(tier);
      for (const type of [eventRule, "promenade:watch:Report", "promenade:watch:AlarmLog"])
        assert.deepEqual(ofType(resources, type), []);
    });
  }

  it("is neither logged nor reported where a stack asks for a level below", async () => {
    const { resources } = await runProgram("stage", { monitoring: "journey" });
    assert.deepEqual([...ofType(resources, eventRule), ...ofType(resources, "promenade:watch:Report")], []);
  });

  it("fits into one rule of EventBridge, however many services there are and however long names are", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `service-number-${index}`);
    const services = Object.fromEntries(names.map((name) => [name, { paths: [`/${name}/*`] }]));
    const images = Object.fromEntries(names.map((name) => [name, imageOf(name)]));
    const release = { ...initialRelease, images };
    const allowedRegions = ["ap-southeast-1", "us-east-1"];
    const config = { allowedRegions, services, initialRelease: release };
    const { resources } = await runProgram("prod-ap-southeast-1", config);
    const { eventPattern } = only(resources, eventRule).inputs;
    assert.equal(String(eventPattern).match(/-logged-errors/g)?.length, 10);
    assert.ok(String(eventPattern).length <= 2048, String(eventPattern));
  });

  const keyOf = (resources: Resources, tier: Tier) => find(resources, "aws:kms/key:Key", `${tier}-key`).outputs.arn;
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
    DistributionId: values("aws:cloudfront/distribution:Distribution", "id"),
    Region: ["Global"],
    // Whoever drives a rollout counts by it.
    Environment: tiers,
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
