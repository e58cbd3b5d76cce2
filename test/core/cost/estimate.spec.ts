import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultAssumptions } from "../../../core/cost/assumptions";
import { estimate, type EstimateArgs } from "../../../core/cost/estimate";
import type { Resource } from "../../../core/cost/resource";

const args: EstimateArgs = {
  region: "eu-west-1",
  scale: {
    plannedLoad: 100,
    instances: { app: 2 },
    logs: { gigabytes: 10, retentionDays: 7, coldAfterDays: undefined },
  },
  assumptions: defaultAssumptions,
};

const resource = (type: string, name: string, inputs: Resource["inputs"] = {}): Resource => ({
  ...{ type, name, inputs },
  outputs: {},
});
const monthly = (resources: readonly Resource[], changes: Partial<EstimateArgs> = {}): number =>
  estimate(resources, { ...args, ...changes }).monthly;
const about = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) < 0.005, `${found} is not ${expected}`);

const tags = (slot: string) => ({ "promenade:slot": slot, "promenade:service": "app" });
const slot = (name: string, desiredCount: number, cpu = "256", memory = "512") => [
  resource("aws:ecs/taskDefinition:TaskDefinition", `${name}-app`, { cpu, memory, tags: tags(name) }),
  resource("aws:ecs/service:Service", `${name}-app`, { name: `${name}-app`, desiredCount, tags: tags(name) }),
];
const taskHour = 0.25 * 0.04048 + 0.5 * 0.004445;

const database = (inputs: Resource["inputs"] = {}) =>
  resource("aws:rds/instance:Instance", "database", {
    ...{ identifier: "dev-database", instanceClass: "db.t4g.small", allocatedStorage: 20, ...inputs },
  });
const cache = (inputs: Resource["inputs"]) =>
  resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache", { nodeType: "cache.t4g.micro", ...inputs });
const nat = resource("aws:ec2/natGateway:NatGateway", "nat");
const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "web");
const logs = resource("aws:cloudwatch/logGroup:LogGroup", "app", { retentionInDays: 7 });

/** Whatever there may be any number of, each for itself. */
const independent = [
  resource("aws:kms/key:Key", "key"),
  resource("aws:secretsmanager/secret:Secret", "secret"),
  resource("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm"),
  resource("aws:ec2/eip:Eip", "address"),
  resource("aws:s3/bucket:Bucket", "bucket"),
  database({ multiAz: true, backupRetentionPeriod: 35 }),
  cache({ numNodeGroups: 2, replicasPerNodeGroup: 1 }),
];

describe("the estimate of a month", () => {
  it("counts the slot that runs at the normal size, and the other for as long as releases keep it", () => {
    const normal = { ...args.scale, instances: { app: 4 } };
    about(monthly(slot("blue", 4), { scale: normal }), 4 * 730 * taskHour);
    const idle = 10 * (1 * 4 + 23 * 1) * taskHour;
    about(monthly([...slot("blue", 4), ...slot("green", 0)], { scale: normal }), 4 * 730 * taskHour + idle);
  });

  it("is the same whichever slot is live, and whether or not anything runs yet", () => {
    const live = monthly([...slot("blue", 2), ...slot("green", 0)]);
    assert.equal(monthly([...slot("blue", 0), ...slot("green", 2)]), live);
    assert.equal(monthly([...slot("blue", 0), ...slot("green", 0)]), live);
  });

  it("leaves out the hours in which tasks and database rest, but not the storage", () => {
    const action = (name: string, schedule: string, maxCapacity: number) =>
      resource("aws:appautoscaling/scheduledAction:ScheduledAction", name, {
        ...{ resourceId: "service/dev-cluster/blue-app", schedule },
        scalableTargetAction: { minCapacity: maxCapacity, maxCapacity },
      });
    const rests = [action("off", "cron(0 20 ? * MON-FRI *)", 0), action("on", "cron(0 8 ? * MON-FRI *)", 2)];
    const share = 60 / 168;
    about(monthly([...slot("blue", 2), ...rests]), 2 * 730 * share * taskHour);

    const timed = (verb: string, scheduleExpression: string) =>
      resource("aws:scheduler/schedule:Schedule", verb, {
        scheduleExpression,
        target: {
          arn: `arn:aws:scheduler:::aws-sdk:rds:${verb}DBInstance`,
          input: '{"DbInstanceIdentifier":"dev-database"}',
        },
      });
    const nights = [timed("stop", "cron(0 20 ? * MON-FRI *)"), timed("start", "cron(0 8 ? * MON-FRI *)")];
    about(monthly([database(), ...nights]), 730 * share * 0.035 + 20 * 0.127);
  });

  it("doubles class and storage of a database with a standby, and charges backups beyond its size", () => {
    about(monthly([database({ multiAz: true })]), 2 * (730 * 0.035 + 20 * 0.127));
    const kept = 10 * (1 + 35 * 0.01);
    about(monthly([database({ backupRetentionPeriod: 35 })]) - monthly([database()]), Math.max(0, kept - 20) * 0.095);
  });

  it("counts the nodes of a cache by shards and replicas", () => {
    about(monthly([cache({ numCacheClusters: 2 })]), 2 * 730 * 0.018);
    about(monthly([cache({ numNodeGroups: 3, replicasPerNodeGroup: 1 })]), 6 * 730 * 0.018);
  });

  it("charges responses to the CDN where there is one, and not twice", () => {
    const cdn = resource("aws:cloudfront/distribution:Distribution", "cdn");
    const sent = (resources: readonly Resource[]) =>
      estimate(resources, args)
        .groups.flatMap((group) => group.resources)
        .flatMap(({ name, lines }) => lines.map((line) => ({ name, ...line })))
        .filter((line) => line.what === "responses to the internet" && line.monthly > 0)
        .map(({ name }) => name);
    assert.deepEqual(sent([balancer]), ["web"]);
    assert.deepEqual(sent([balancer, cdn]), ["cdn"]);
  });

  it("spreads the tier's logs over the retention, and over the log groups", () => {
    const written = (10 / 7) * (730 / 24);
    about(monthly([logs]), written * 0.57 + 10 * 0.03);
    about(monthly([logs, { ...logs, name: "other" }]), monthly([logs]));
  });

  it("adds up: a resource more costs what it costs by itself", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...independent), { maxLength: 20 }), (some) => {
        about(
          monthly(some),
          some.map((one) => monthly([one])).reduce((sum, each) => sum + each, 0),
        );
      }),
    );
  });

  it("never falls when there is more of anything", () => {
    const count = fc.integer({ min: 1, max: 20 });
    const size = fc.record({
      tasks: count,
      shards: count,
      replicas: count,
      storage: count,
      load: count,
      gigabytes: count,
    });
    const of = (it: Readonly<Record<"tasks" | "shards" | "replicas" | "storage" | "load" | "gigabytes", number>>) =>
      monthly(
        [
          ...[...slot("blue", 1), ...slot("green", 0), nat, balancer, logs],
          database({ allocatedStorage: it.storage * 20, backupRetentionPeriod: 35 }),
          cache({ numNodeGroups: it.shards, replicasPerNodeGroup: it.replicas, snapshotRetentionLimit: 7 }),
        ],
        {
          scale: {
            plannedLoad: it.load * 1000,
            instances: { app: it.tasks },
            logs: { ...args.scale.logs, gigabytes: it.gigabytes * 10 },
          },
        },
      );
    fc.assert(
      fc.property(size, fc.constantFrom("tasks", "shards", "replicas", "storage", "load", "gigabytes"), (it, what) => {
        assert.ok(of({ ...it, [what]: it[what] + 1 }) > of(it), what);
      }),
    );
  });

  it("names what it does not know, instead of taking it for free", () => {
    const { notEstimated } = estimate(
      [resource("aws:msk/cluster:Cluster", "events"), database({ instanceClass: "db.x9.huge" })],
      args,
    );
    assert.deepEqual(notEstimated, [
      { type: "aws:msk/cluster:Cluster", name: "events", why: "no estimator knows this type" },
      { type: "aws:rds/instance:Instance", name: "database", why: "no price for db.x9.huge" },
    ]);
  });

  it("takes the nearest region's prices for one that it has none of, and says so", () => {
    const far = estimate([nat], { ...args, region: "eu-central-1" });
    assert.equal(far.pricesOf, "eu-west-1");
    assert.match(far.warning ?? "", /no prices of eu-central-1 are at hand: those of eu-west-1 stand in/);
    assert.equal(estimate([nat], { ...args, region: "ap-south-1" }).pricesOf, "us-east-1");
    assert.equal(estimate([nat], { ...args, region: "us-east-1" }).warning, undefined);
  });
});
