import assert from "node:assert/strict";
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { openTraffic, type TrafficPort } from "../../../../cli/ports/traffic";
import type { Outputs } from "../../../../core/outputs";
import { startMoto, type Moto } from "../../../support/moto";

const region = "eu-west-1";

describe("traffic as moto has it", () => {
  let moto: Moto;
  let elb: ElasticLoadBalancingV2Client;
  let outputs: Pick<Outputs, "environment" | "region" | "cluster" | "services">;
  let traffic: TrafficPort;
  let definition: string;
  const ends: (() => Promise<void> | void)[] = [];
  const alarms = { blue: ["blue-errors"], green: ["green-errors", "green-slow"] };

  before(async function () {
    this.timeout(400_000);
    const started = await startMoto();
    if (typeof started === "string") {
      process.stdout.write(`    skipped: ${started}\n`);
      return this.skip();
    }
    moto = started;
    elb = new ElasticLoadBalancingV2Client(moto.client);
    ends.push(
      () => elb.destroy(),
      () => moto.stop(),
    );
    outputs = { environment: "dev", region, cluster: "dev", services: { app: await split(), api: await split() } };
    await watch();
    traffic = await openTraffic({ url: moto.url, token: "test" }, outputs, { alarms });
    ends.unshift(() => traffic.close());
  });
  after(async () => {
    for (const end of ends) await end();
  });

  let made = 0;

  /** A listener with a weighted rule over two groups, and an ECS service behind each. */
  async function split(): Promise<Outputs["services"][string]> {
    const ecs = new ECSClient(moto.client);
    ends.unshift(() => ecs.destroy());
    const name = `s${made++}`;
    const subnets = await subnetIds();
    const { LoadBalancers: [balancer] = [] } = await elb.send(
      new CreateLoadBalancerCommand({ Name: `web-${name}`, Subnets: subnets.ids, Type: "application" }),
    );
    const [blue, green] = await Promise.all(
      ["blue", "green"].map(async (slot) => {
        const { TargetGroups: [group] = [] } = await elb.send(
          new CreateTargetGroupCommand({
            ...{ Name: `${slot}-${name}`, Port: 80, Protocol: "HTTP", VpcId: subnets.vpc, TargetType: "ip" },
          }),
        );
        return group!.TargetGroupArn!;
      }),
    );
    const { Listeners: [listener] = [] } = await elb.send(
      new CreateListenerCommand({
        ...{ LoadBalancerArn: balancer!.LoadBalancerArn, Port: 80, Protocol: "HTTP" },
        DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
      }),
    );
    const { Rules: [rule] = [] } = await elb.send(
      new CreateRuleCommand({
        ...{ ListenerArn: listener!.ListenerArn, Priority: 10 },
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } }],
        Actions: [
          {
            Type: "forward",
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: blue, Weight: 100 },
                { TargetGroupArn: green, Weight: 0 },
              ],
              TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 3600 },
            },
          },
        ],
      }),
    );
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: green, Targets: [{ Id: "10.0.0.1", Port: 80 }] }));
    await ecs.send(new CreateClusterCommand({ clusterName: "dev" }));
    const containerDefinitions = [{ name: "app", image: "app", memory: 256 }];
    const registered = await ecs.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions }));
    definition = registered.taskDefinition!.taskDefinitionArn!;
    for (const slot of ["blue", "green"]) {
      const asked = { cluster: "dev", serviceName: `${slot}-${name}`, taskDefinition: definition, desiredCount: 2 };
      await ecs.send(new CreateServiceCommand(asked));
    }
    return {
      rule: rule!.RuleArn!,
      slots: {
        blue: { service: `blue-${name}`, targetGroup: blue! },
        green: { service: `green-${name}`, targetGroup: green! },
      },
    };
  }

  /** Those that every account has from the start; moto has them by EC2's query API. */
  async function subnetIds(): Promise<{ readonly ids: string[]; readonly vpc: string }> {
    const answer = await fetch(moto.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ec2/aws4_request`,
      },
      body: "Action=DescribeSubnets&Version=2016-11-15",
    });
    const text = await answer.text();
    const all = (name: string) =>
      [...text.matchAll(new RegExp(`<${name}>([^<]+)</${name}>`, "g"))].map(([, id]) => id!);
    return { ids: all("subnetId").slice(0, 2), vpc: all("vpcId")[0]! };
  }

  async function watch(): Promise<void> {
    const cloudwatch = new CloudWatchClient(moto.client);
    for (const AlarmName of [...alarms.blue, ...alarms.green]) {
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName, Namespace: "AWS/ApplicationELB", MetricName: "HTTPCode_Target_5XX_Count", Statistic: "Sum" },
          ...{ Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" },
        }),
      );
      const StateValue = AlarmName === "green-errors" ? "ALARM" : "OK";
      await cloudwatch.send(
        new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "set", StateReasonData: "{}" }),
      );
    }
    cloudwatch.destroy();
  }

  it("is looked at: weights, services, targets, alarms", async () => {
    const { live, slots, alarms: seen } = await traffic.look();
    assert.deepEqual(live, { app: { blue: 100, green: 0 }, api: { blue: 100, green: 0 } });
    for (const slot of [slots.blue, slots.green]) {
      assert.deepEqual(Object.keys(slot), ["app", "api"]);
      assert.equal(slot.api?.definition, definition);
      assert.equal(slot.api.desired, 2);
    }
    assert.deepEqual([slots.blue.app?.healthy, slots.green.app?.healthy], [0, 1]);
    assert.deepEqual(seen, { blue: [], green: ["green-errors"] });
  });

  it("has other weights once they are written, in every rule, which are the same in all else", async () => {
    const rules = async () => {
      const RuleArns = Object.values(outputs.services).map(({ rule }) => rule);
      return (await elb.send(new DescribeRulesCommand({ RuleArns }))).Rules;
    };
    const before = JSON.stringify(await rules());
    await traffic.write({ blue: 99, green: 1 });
    assert.deepEqual(await traffic.weights(), { app: { blue: 99, green: 1 }, api: { blue: 99, green: 1 } });
    await traffic.write({ blue: 100, green: 0 });
    assert.equal(JSON.stringify(await rules()), before);
    assert.match(before, /"TargetGroupStickinessConfig":\{"Enabled":false,"DurationSeconds":3600\}/);
  });

  it("has no numbers of requests that nobody made", async () => {
    const now = Date.now();
    const asked = { receiver: "green", from: now - 10_000, now, windowSeconds: 2, metrics: [] } as const;
    const { windows, whole } = await traffic.measure(asked);
    assert.deepEqual([windows.length, whole.receiver, windows[0]?.other], [4, undefined, undefined]);
  });
});
