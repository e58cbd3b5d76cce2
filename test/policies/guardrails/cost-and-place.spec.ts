import assert from "node:assert/strict";
import { changed, judges, judgesStack } from "./judging";
import { type Given, Pack } from "./pack";

const stack: Given = { type: "pulumi:pulumi:Stack", name: "shop-prod" };
const nat: Given = { type: "aws:ec2/natGateway:NatGateway", name: "nat-a" };
const service: Given = { type: "aws:ecs/service:Service", name: "app" };

describe("policies/guardrails: cost and place", () => {
  describe("cost-within-budget", () => {
    const judged = (config: Record<string, unknown>, of = "prod") =>
      new Pack().configured({ "cost-within-budget": config }).judge(stack, of);
    const over = (level: string) => [
      {
        policy: "cost-within-budget",
        level,
        message:
          "shop-prod (pulumi:pulumi:Stack): found an estimate of 2000.01 USD a month; required: at most 2000 USD; " +
          "choose smaller sizes (promenade cost lists them), or raise the budget (promenade:cost.budget)",
      },
    ];
    it("accepts an estimate within the budget", () => assert.deepEqual(judged({ estimate: 2000, budget: 2000 }), []));
    it("refuses one above it in prod", () =>
      assert.deepEqual(judged({ estimate: 2000.01, budget: 2000 }), over("mandatory")));
    for (const of of ["stage", "dev", "pr-7"]) {
      it(`advises in ${of}`, () => assert.deepEqual(judged({ estimate: 2000.01, budget: 2000 }, of), over("advisory")));
    }
    it("judges nothing without an estimate, or without a budget", () => {
      assert.deepEqual([judged({}), judged({ estimate: 1 }), judged({ budget: 0 })], [[], [], []]);
    });
  });

  const absent =
    "shop-prod (pulumi:pulumi:Stack): found no budget; required: a budget of the environment's own; add aws:budgets/budget:Budget";
  judgesStack("budget", [stack, { type: "aws:budgets/budget:Budget" }], {
    "no budget": [[service, stack], absent],
    "no budget, of a stack that does not show itself": [
      [service],
      absent.replace("shop-prod (pulumi:pulumi:Stack)", "app (aws:ecs/service:Service)"),
    ],
  });

  const second = { ...nat, name: "nat-b" };
  const third = { ...nat, name: "nat-c" };
  const many = (name: string, count: number) =>
    `${name} (aws:ec2/natGateway:NatGateway): found ${count} NAT gateways; required: one; ` +
    "let every private subnet route through the first one";
  judgesStack(
    "one-nat",
    [nat],
    {
      two: [[nat, second], many("nat-b", 2)],
      three: [[nat, service, second, third], many("nat-b", 3), many("nat-c", 3)],
    },
    { stack: "dev" },
  );

  const always =
    "shop-prod (pulumi:pulumi:Stack): found no schedule; required: a schedule that stops what nobody uses; " +
    "turn off hours on (promenade:offHours.enabled)";
  judgesStack(
    "off-hours",
    [stack, service, { type: "aws:scheduler/schedule:Schedule" }],
    {
      "a service that never stops": [[stack, service], always],
      "a database that never stops": [[stack, { type: "aws:rds/instance:Instance" }], always],
    },
    {
      stack: "dev",
      accepts: {
        "scheduled scaling": [stack, service, { type: "aws:appautoscaling/scheduledAction:ScheduledAction" }],
        "nothing that runs": [stack, nat],
      },
    },
  );

  const database: Given = { type: "aws:rds/instance:Instance", props: { instanceClass: "db.t4g.small" } };
  const classes = "db.t3.micro, db.t3.small, db.t4g.micro, db.t4g.small";
  judges(
    "small-sizes",
    database,
    {
      "a large class": [
        { instanceClass: "db.r7g.large" },
        `found instanceClass "db.r7g.large"; required: ${classes}; choose one of them for instanceClass`,
      ],
      "says nothing": [
        { instanceClass: undefined },
        `found no instanceClass; required: ${classes}; choose one of them for instanceClass`,
      ],
    },
    {
      stack: "dev",
      only: true,
      accepts: Object.fromEntries(classes.split(", ").map((instanceClass) => [instanceClass, { instanceClass }])),
    },
  );
  const nodes = "cache.t3.micro, cache.t3.small, cache.t4g.micro, cache.t4g.small";
  judges(
    "small-sizes",
    { type: "aws:elasticache/replicationGroup:ReplicationGroup", props: { nodeType: "cache.t4g.micro" } },
    {
      "a large type": [
        { nodeType: "cache.r7g.large" },
        `found nodeType "cache.r7g.large"; required: ${nodes}; choose one of them for nodeType`,
      ],
    },
    {
      stack: "dev",
      only: true,
      accepts: Object.fromEntries(nodes.split(", ").map((nodeType) => [nodeType, { nodeType }])),
    },
  );
  judges(
    "small-sizes",
    { type: "aws:ecs/taskDefinition:TaskDefinition", props: { cpu: "256", memory: "512" } },
    {
      "a large CPU": [{ cpu: "1024" }, 'found cpu "1024"; required: 256, 512; choose one of them for cpu'],
      "much memory": [
        { memory: "4096" },
        'found memory "4096"; required: 512, 1024, 2048; choose one of them for memory',
      ],
    },
    {
      stack: "pr-7",
      only: true,
      accepts: {
        "512 units": { cpu: "512" },
        "a number": { cpu: 256, memory: 512 },
        "1 GB": { memory: "1024" },
        "2 GB": { memory: "2048" },
      },
    },
  );
  it("takes sizes from the configuration", () => {
    const pack = new Pack().configured({ "small-sizes": { databaseClasses: ["db.m7g.large"] } });
    const found = (instanceClass: string) =>
      pack.judge(changed(database, { instanceClass }), "dev").filter(({ policy }) => policy === "small-sizes").length;
    assert.deepEqual([found("db.m7g.large"), found("db.t4g.small")], [0, 1]);
  });

  const queue: Given = { type: "aws:sqs/queue:Queue", provider: { region: "eu-west-1" }, props: {} };
  const stays = "required: eu-west-1; leave region out, or allow it (promenade:allowedRegions)";
  judges(
    "allowed-regions",
    queue,
    {
      "another region": [{ region: "eu-central-1" }, `found region "eu-central-1"; ${stays}`],
      "CloudFront's, for something else": [{ region: "us-east-1" }, `found region "us-east-1"; ${stays}`],
    },
    { accepts: { "says so": { region: "eu-west-1" }, "an empty name": { region: "" } } },
  );
  for (const type of [
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:kms/alias:Alias",
    "aws:kms/key:Key",
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:wafv2/webAcl:WebAcl",
  ]) {
    it(`lets ${type} be where CloudFront looks for it, and nowhere else`, () => {
      const found = (region: string) =>
        new Pack().judge({ ...queue, type, props: { region } }).filter(({ policy }) => policy === "allowed-regions")
          .length;
      assert.deepEqual([found("us-east-1"), found("us-west-2")], [0, 1]);
    });
  }
  it("takes regions from the configuration, then also for the provider's", () => {
    const pack = new Pack().configured({ "allowed-regions": { allowedRegions: ["eu-west-1", "eu-central-1"] } });
    const messages = (given: Given) => pack.judge(given).map(({ message }) => message);
    assert.deepEqual(messages(changed(queue, { region: "eu-central-1" })), []);
    assert.deepEqual(messages({ ...queue, provider: { region: "us-west-2" } }), [
      'it (aws:sqs/queue:Queue): found region "us-west-2"; required: eu-west-1, eu-central-1; ' +
        "leave region out, or allow it (promenade:allowedRegions)",
    ]);
  });
  it("asks no region of other clouds, of components, or where nothing tells the stack's", () => {
    for (const given of [
      { ...queue, type: "random:index/randomId:RandomId", props: { region: "eu-central-1" } },
      { ...queue, provider: {}, props: { region: "eu-central-1" } },
      { type: "aws:sqs/queue:Queue", props: { region: "eu-central-1" } },
    ]) {
      assert.deepEqual(new Pack().judge(given), []);
    }
  });
});
