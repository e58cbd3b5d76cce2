import assert from "node:assert/strict";
import { Failure } from "../../../../cli/failure";
import { openTraffic, type TrafficPort } from "../../../../cli/ports/traffic";
import type { AlarmNames } from "../../../../core/rollout/slot-alarms";
import { AwsError } from "../../../../sandbox/api/protocol";
import { FakeAws, type Trouble } from "./fake-aws";

const elb = "arn:aws:elasticloadbalancing:eu-west-1:123456789012";
const groupOf = (slot: string, service: string) => `${elb}:targetgroup/${slot}-${service}/1`;
const place = (service: string) => ({
  rule: `${elb}:listener-rule/app/web/1/2/${service}`,
  slots: {
    blue: { service: `blue-${service}`, targetGroup: groupOf("blue", service) },
    green: { service: `green-${service}`, targetGroup: groupOf("green", service) },
  },
});
const outputs = {
  environment: "dev",
  region: "eu-west-1",
  cluster: "dev",
  services: { app: place("app"), api: place("api") },
};

/** A rule's actions as AWS tells of them. */
const forward = (service: string, blue: number, green: number) => ({
  Type: "forward",
  Order: 1,
  ForwardConfig: {
    TargetGroups: [
      { TargetGroupArn: groupOf("green", service), Weight: green },
      { TargetGroupArn: groupOf("blue", service), Weight: blue },
    ],
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 1800 },
  },
});

const running = (serviceName: string, deployments: readonly object[], desiredCount = 2) => ({
  ...{ serviceName, status: "ACTIVE", desiredCount, deployments },
});
const primary = (rolloutState: string) => ({
  status: "PRIMARY",
  taskDefinition: "arn:new",
  rolloutState,
  runningCount: 2,
});
const older = (runningCount: number) => ({
  status: "ACTIVE",
  taskDefinition: "arn:old",
  runningCount,
  pendingCount: 0,
});

describe("the cloud's port to traffic", () => {
  let aws: FakeAws;
  let endpoint: Awaited<ReturnType<FakeAws["start"]>>;
  let traffic: TrafficPort;
  const names: AlarmNames = { blue: ["blue-slow"], green: ["green-slow", "green-down"] };
  const states: Record<string, string> = {};
  let rules: Record<string, object[]>;

  beforeEach(async () => {
    aws = new FakeAws();
    endpoint = await aws.start();
    Object.assign(states, { "blue-slow": "OK", "green-slow": "INSUFFICIENT_DATA", "green-down": "OK" });
    rules = { app: [forward("app", 90, 10)], api: [forward("api", 90, 10)] };
    Object.assign(aws.answers, {
      DescribeRules: ({ RuleArns }: { RuleArns: string[] }) => ({
        Rules: RuleArns.map((RuleArn) => ({ RuleArn, Actions: rules[RuleArn.split("/").at(-1)!] })),
      }),
      ModifyRule: () => ({ Rules: [] }),
      DescribeTargetHealth: () => ({
        TargetHealthDescriptions: ["healthy", "draining", "healthy", "unhealthy", "initial"].map((State) => ({
          TargetHealth: { State },
        })),
      }),
      DescribeServices: ({ services }: { services: string[] }) => ({
        services: services.map((name) => running(name, [primary("COMPLETED")])),
      }),
      DescribeAlarms: ({ AlarmNames }: { AlarmNames: string[] }) => ({
        MetricAlarms: AlarmNames.filter((name) => name in states).map((AlarmName) => ({
          ...{ AlarmName, StateValue: states[AlarmName] },
        })),
      }),
      GetMetricData: () => ({ MetricDataResults: [] }),
    });
    traffic = await openTraffic(endpoint, outputs, { alarms: names });
  });
  afterEach(() => {
    traffic.close();
    aws.stop();
  });

  describe("looks", () => {
    it("at weights, tasks and alarms, with few calls", async () => {
      const one = { desired: 2, healthy: 2, definition: "arn:new", rollout: "completed" };
      assert.deepEqual(await traffic.look(), {
        live: { app: { blue: 90, green: 10 }, api: { blue: 90, green: 10 } },
        slots: { blue: { app: one, api: one }, green: { app: one, api: one } },
        alarms: { blue: [], green: [] },
      });
      const count = (action: string) => aws.count(action);
      assert.deepEqual(["DescribeRules", "DescribeServices", "DescribeAlarms"].map(count), [1, 1, 1]);
    });

    it("at many services and alarms, so many a call as AWS takes", async () => {
      const some = Array.from({ length: 13 }, (_, index) => `s${index}`);
      const services = Object.fromEntries(some.map((name) => [name, place(name)]));
      const blue = Array.from({ length: 230 }, (_, index) => `alarm-${index}`);
      for (const name of blue) states[name] = "OK";
      states["alarm-229"] = "ALARM";
      const many = await openTraffic(endpoint, { ...outputs, services }, { alarms: { blue, green: [] } });
      for (const name of some) rules[name] = [forward(name, 100, 0)];
      const { slots, alarms } = await many.look();
      many.close();
      assert.deepEqual(Object.keys(slots.green), some);
      assert.deepEqual(alarms, { blue: ["alarm-229"], green: [] });
      const asked = (action: string, list: string) =>
        aws.calls.filter((call) => call.action === action).map(({ input }) => (input[list] as unknown as []).length);
      assert.deepEqual(asked("DescribeServices", "services"), [10, 10, 6]);
      assert.deepEqual(asked("DescribeAlarms", "AlarmNames"), [100, 100, 30]);
    });

    const rollouts = {
      completed: [primary("COMPLETED")],
      "in progress": [primary("IN_PROGRESS"), older(2)],
      failed: [primary("FAILED"), older(2)],
    };
    for (const [rollout, deployments] of Object.entries(rollouts)) {
      it(`at a deployment: ${rollout}`, async () => {
        aws.answers.DescribeServices = () => ({ services: [running("green-app", deployments)] });
        const { slots } = await traffic.look();
        assert.deepEqual(slots, {
          blue: {},
          green: { app: { desired: 2, healthy: 2, definition: "arn:new", rollout } },
        });
      });
    }

    it("at a deployment as in progress while tasks of the one before go on", async () => {
      let left = 1;
      aws.answers.DescribeServices = () => ({ services: [running("green-app", [primary("COMPLETED"), older(left)])] });
      assert.equal((await traffic.look()).slots.green.app?.rollout, "in progress");
      left = 0;
      assert.equal((await traffic.look()).slots.green.app?.rollout, "completed");
    });

    it("at a deployment without a state, or none at all, as in progress", async () => {
      aws.answers.DescribeServices = () => ({
        services: [running("green-app", [{ status: "PRIMARY", taskDefinition: "arn:new" }]), running("blue-app", [])],
      });
      const { slots } = await traffic.look();
      assert.deepEqual([slots.green.app?.rollout, slots.blue.app?.rollout], ["in progress", "in progress"]);
    });

    it("past services that ECS has deleted", async () => {
      aws.answers.DescribeServices = () => ({
        services: [{ ...running("green-app", [primary("COMPLETED")]), status: "INACTIVE" }],
      });
      assert.deepEqual((await traffic.look()).slots, { blue: {}, green: {} });
    });

    it("at weights as they are, even where services differ and groups are gone", async () => {
      rules = { app: [forward("app", 100, 0)], api: [{ Type: "forward", TargetGroupArn: "other" }] };
      assert.deepEqual((await traffic.look()).live, { app: { blue: 100, green: 0 }, api: { blue: 0, green: 0 } });
    });
  });

  describe("reads alarms", () => {
    const firing = async () => (await traffic.look()).alarms;

    it("that fire, composite ones among them, each for its slot", async () => {
      states["green-down"] = "ALARM";
      aws.answers.DescribeAlarms = ({ AlarmTypes }) => {
        assert.deepEqual(AlarmTypes, ["MetricAlarm", "CompositeAlarm"]);
        return {
          MetricAlarms: [
            { AlarmName: "green-slow", StateValue: "OK" },
            { AlarmName: "green-down", StateValue: "ALARM" },
          ],
          CompositeAlarms: [{ AlarmName: "blue-slow", StateValue: "ALARM" }],
        };
      };
      assert.deepEqual(await firing(), { blue: ["blue-slow"], green: ["green-down"] });
    });

    it("page by page", async () => {
      const pages = [
        { MetricAlarms: [{ AlarmName: "blue-slow", StateValue: "OK" }], NextToken: "more" },
        { MetricAlarms: [{ AlarmName: "green-slow", StateValue: "OK" }], NextToken: "most" },
        { MetricAlarms: [{ AlarmName: "green-down", StateValue: "ALARM" }] },
      ];
      aws.answers.DescribeAlarms = () => pages.shift()!;
      assert.deepEqual(await firing(), { blue: [], green: ["green-down"] });
    });

    it("of a slot as unreadable when one of them is not there", async () => {
      delete states["green-down"];
      assert.deepEqual(await firing(), { blue: [], green: "unreadable" });
    });

    it("as unreadable, never as quiet, when CloudWatch refuses", async () => {
      delete aws.answers.DescribeAlarms;
      assert.deepEqual(await firing(), { blue: "unreadable", green: "unreadable" });
      assert.equal(aws.count("DescribeAlarms"), 1, "a refusal is not repeated");
    });

    it("not at all where there are none", async () => {
      const none = await openTraffic(endpoint, outputs, { alarms: { blue: [], green: [] } });
      assert.deepEqual((await none.look()).alarms, { blue: [], green: [] });
      none.close();
      assert.equal(aws.count("DescribeAlarms"), 0);
    });
  });

  describe("writes weights", () => {
    const written = () =>
      aws.calls
        .filter(({ action }) => action === "ModifyRule")
        .map(({ input }) => input as unknown as { RuleArn: string; Actions: unknown[]; Conditions?: unknown });

    /** As the query protocol sends it. */
    const sent = (service: string, blue: number, green: number) => ({
      Type: "forward",
      Order: "1",
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: groupOf("green", service), Weight: String(green) },
          { TargetGroupArn: groupOf("blue", service), Weight: String(blue) },
        ],
        TargetGroupStickinessConfig: { Enabled: "true", DurationSeconds: "1800" },
      },
    });

    it("into every service's rule, and leaves the rest of it alone", async () => {
      rules.app = [
        { Type: "authenticate-oidc", Order: 1 },
        { ...forward("app", 90, 10), Order: 2 },
      ];
      await traffic.write({ blue: 0, green: 100 });
      const [app, api, ...more] = written().sort((a, b) => b.RuleArn.localeCompare(a.RuleArn));
      assert.deepEqual(more, []);
      assert.deepEqual(app!.Actions, [
        { Type: "authenticate-oidc", Order: "1" },
        { ...sent("app", 0, 100), Order: "2" },
      ]);
      assert.deepEqual(api!.Actions, [sent("api", 0, 100)]);
      assert.equal(api!.Conditions, undefined);
    });

    it("and brings back a group that somebody took out, and no request to one that somebody put in", async () => {
      const only = { Type: "forward", Order: 1, TargetGroupArn: groupOf("blue", "app") };
      const groups = [
        { TargetGroupArn: groupOf("blue", "app"), Weight: 1 },
        { TargetGroupArn: "strange", Weight: 5 },
      ];
      rules.app = [{ ...only, ForwardConfig: { TargetGroups: groups } }];
      await traffic.write({ blue: 90, green: 10 });
      const app = written().find(({ RuleArn }) => RuleArn.endsWith("/app"))!;
      assert.deepEqual(app.Actions, [
        {
          ...{ Type: "forward", Order: "1" },
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: groupOf("blue", "app"), Weight: "90" },
              { TargetGroupArn: "strange", Weight: "0" },
              { TargetGroupArn: groupOf("green", "app"), Weight: "10" },
            ],
          },
        },
      ]);
    });

    it("into the other rules even where one of them cannot be written, and says so", async () => {
      aws.answers.ModifyRule = ({ RuleArn }) => {
        if (String(RuleArn).endsWith("/app")) throw new AwsError("AccessDenied", "not allowed", 403);
        return { Rules: [] };
      };
      await assert.rejects(traffic.write({ blue: 100, green: 0 }), (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.kind, "failed");
        assert.match(error.message, /weights could not be written[^]*AccessDenied: not allowed/);
        return true;
      });
      assert.equal(aws.count("ModifyRule"), 2);
    });

    it("with nothing but the load balancer's client, in two calls a service", async () => {
      await traffic.write({ blue: 100, green: 0 });
      assert.deepEqual(aws.calls.map(({ action }) => action).sort(), ["DescribeRules", "ModifyRule", "ModifyRule"]);
    });
  });

  describe("measures", () => {
    const start = 1_800_000_000_000;
    const asked = { receiver: "green", from: start, now: start + 4000, windowSeconds: 2, metrics: [] } as const;
    interface DataInput {
      readonly StartTime: number;
      readonly EndTime: number;
      readonly MetricDataQueries: {
        readonly Id: string;
        readonly MetricStat: {
          readonly Period: number;
          readonly Stat: string;
          readonly Metric: { readonly MetricName: string; readonly Dimensions: { Name: string; Value: string }[] };
        };
      }[];
    }

    /** Ten requests a second in green's app, one of them failing; none anywhere else. */
    const green = (input: object): object => {
      const { StartTime, EndTime, MetricDataQueries } = input as DataInput;
      return {
        MetricDataResults: MetricDataQueries.map(({ Id, MetricStat: { Period, Metric } }) => {
          const times = Array.from(
            { length: (EndTime - StartTime) / Period },
            (_, index) => StartTime + index * Period,
          );
          const perSecond: Record<string, number> = { RequestCount: 10, HTTPCode_Target_5XX_Count: 1 };
          const isGreen = Metric.Dimensions.some(({ Value }) => Value === "targetgroup/green-app/1");
          const value =
            Metric.MetricName === "TargetResponseTime" ? 0.1 * Period : (perSecond[Metric.MetricName] ?? 0) * Period;
          return isGreen && value > 0
            ? { Id, StatusCode: "Complete", Timestamps: times, Values: times.map(() => value) }
            : { Id, StatusCode: "Complete", Timestamps: [], Values: [] };
        }),
      };
    };

    it("windows and the whole, each over one period of its own", async () => {
      aws.answers.GetMetricData = green;
      const { windows, whole } = await traffic.measure(asked);
      const receiver = { requests: 20, errors: 2, p99Seconds: 0.2 };
      assert.deepEqual(windows, [
        { from: start, to: start + 2000, receiver, other: undefined },
        { from: start + 2000, to: start + 4000, receiver, other: undefined },
      ]);
      assert.deepEqual(whole, {
        ...{ from: start, to: start + 4000, receiver: { requests: 40, errors: 4, p99Seconds: 0.4 }, other: undefined },
      });
    });

    it("nothing before the first numbers can be there", async () => {
      const nothing = { receiver: undefined, other: undefined };
      const whole = { from: start, to: start, ...nothing };
      assert.deepEqual(await traffic.measure({ ...asked, now: start + 999 }), { windows: [], whole, own: {} });
      assert.equal(aws.count("GetMetricData"), 0);
    });

    it("metrics of the environment's own, over the whole", async () => {
      aws.answers.GetMetricData = (input) => ({
        MetricDataResults: (input as unknown as DataInput).MetricDataQueries.flatMap(({ Id, MetricStat }) => {
          const { Metric, Period, Stat } = MetricStat;
          if (Metric.MetricName !== "Orders") return [];
          assert.equal(Stat, "p50");
          assert.deepEqual(Metric, {
            Namespace: "shop",
            MetricName: "Orders",
            Dimensions: [{ Name: "Shop", Value: "1" }],
          });
          return [{ Id, Timestamps: [start / 1000], Values: [Period] }];
        }),
      });
      const own = { namespace: "shop", metric: "Orders", statistic: "p50", dimensions: { Shop: "1" } };
      const orders = { ...own, name: "orders", threshold: 1, breach: "below" } as const;
      const refunds = { ...orders, name: "refunds", metric: "Refunds" };
      assert.deepEqual((await traffic.measure({ ...asked, metrics: [orders, refunds] })).own, {
        ...{ orders: 4, refunds: undefined },
      });
    });

    it("page by page, so many metrics a call as AWS takes", async () => {
      const some = Array.from({ length: 50 }, (_, index) => `s${index}`);
      const services = Object.fromEntries([["app", place("app")], ...some.map((name) => [name, place(name)] as const)]);
      const many = await openTraffic(endpoint, { ...outputs, services }, { alarms: names });
      aws.answers.GetMetricData = (input) => {
        const { NextToken } = input as { NextToken?: string };
        const { MetricDataResults } = green(input) as { MetricDataResults: unknown[] };
        return NextToken === undefined
          ? { MetricDataResults: MetricDataResults.slice(0, 2), NextToken: "more" }
          : { MetricDataResults: MetricDataResults.slice(2) };
      };
      const { whole } = await many.measure(asked);
      many.close();
      assert.deepEqual(whole.receiver, { requests: 40, errors: 4, p99Seconds: 0.4 });
      for (const { action, input } of aws.calls) {
        if (action !== "GetMetricData") continue;
        assert.ok((input.MetricDataQueries as unknown as unknown[]).length <= 500);
      }
    });

    it("with a Failure where there is no answer", async () => {
      delete aws.answers.GetMetricData;
      await assert.rejects(traffic.measure(asked), /metrics could not be read/);
    });
  });

  describe("tries again", () => {
    const actions = ["DescribeRules", "DescribeTargetHealth", "DescribeServices", "DescribeAlarms"] as const;
    for (const trouble of ["reset", "broken"] satisfies Trouble[]) {
      for (const action of actions) {
        it(`when ${action} is ${trouble}`, async () => {
          aws.troubles[action] = [trouble, trouble];
          const { live, slots, alarms } = await traffic.look();
          assert.deepEqual(aws.troubles[action], []);
          assert.deepEqual(live.app, { blue: 90, green: 10 });
          assert.equal(slots.green.app?.healthy, 2);
          assert.deepEqual(alarms.green, []);
        });
      }
    }

    it("when everything is throttled, each time after a longer pause", async function () {
      this.timeout(20_000);
      for (const action of actions) aws.troubles[action] = ["throttled", "throttled"];
      assert.deepEqual((await traffic.look()).alarms, { blue: [], green: [] });
      assert.equal(aws.count("DescribeRules"), 3);
    });

    it("when a call gets no answer", async function () {
      this.timeout(20_000);
      aws.troubles.ModifyRule = ["silence"];
      const began = Date.now();
      await traffic.write({ blue: 100, green: 0 });
      const took = Date.now() - began;
      assert.ok(took > 4500 && took < 8000, `${took} ms`);
      assert.equal(aws.count("ModifyRule"), 3);
    });

    it("but ends with a Failure that says what to do", async function () {
      this.timeout(20_000);
      aws.troubles.DescribeRules = Array.from({ length: 5 }, () => "broken");
      await assert.rejects(traffic.weights(), (error) => {
        assert.ok(error instanceof Failure);
        assert.deepEqual(error.problems[0]?.where, "dev");
        assert.match(error.problems[0].found, /InternalFailure: Something broke/);
        return true;
      });
      assert.equal(aws.count("DescribeRules"), 5);
    });
  });
});
