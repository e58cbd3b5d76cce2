import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf } from "../support/program";
import { statementsOf, type Statement } from "./iam";
import { permissionProblems } from "./permissions";
import { watchProblems } from "./watch";

const role = "aws:iam/role:Role";
const topic = "aws:sns/topic:Topic";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const canary = "aws:synthetics/canary:Canary";
const journey = "prod-journey";

const rewritten = (type: string, name: string, input: string, change: (one: Statement) => Statement | undefined) =>
  changed(type, name, (inputs) => ({
    [input]: JSON.stringify({ Statement: statementsOf(inputs[input]).flatMap((one) => change(one) ?? []) }),
  }));

const lacking = (sid: string) =>
  rewritten("aws:iam/rolePolicy:RolePolicy", journey, "policy", (one) => (one.Sid === sid ? undefined : one));

const breakages = [
  [
    "no topic",
    without(topic, "prod-alerts-critical"),
    /prod-alarms-journey: the topic .*prod-alerts-critical is not of/,
  ],
  [
    "no topic policy",
    without(topicPolicy, "prod-alerts-high"),
    /cloudwatch.amazonaws.com may not publish to prod-alerts-high/,
  ],
  [
    "a topic for another account's alarms",
    rewritten(topicPolicy, "prod-alerts-high", "policy", (one) =>
      one.Sid === "Alarms" ? { ...one, Condition: { StringEquals: { "aws:SourceAccount": "0" } } } : one,
    ),
    /cloudwatch.amazonaws.com may not publish to prod-alerts-high/,
  ],
  [
    "a topic that is denied to everybody",
    rewritten(topicPolicy, "prod-alerts-high", "policy", (one) =>
      one.Sid === "OverTlsOnly" ? { ...one, Condition: {} } : one,
    ),
    /cloudwatch.amazonaws.com may not publish to prod-alerts-high/,
  ],
  [
    "a topic under AWS's own key, which lets no alarm in",
    changed(topic, "prod-alerts-high", () => ({ kmsMasterKeyId: "alias/aws/sns" })),
    /prod-alerts-high is not encrypted with a key of this stack/,
  ],
  [
    "a key closed to alarms",
    rewritten("aws:kms/key:Key", "prod-key", "policy", (one) =>
      one.Sid === "TopicsOfThisEnvironment" ? { ...one, Principal: { Service: "budgets.amazonaws.com" } } : one,
    ),
    /cloudwatch.amazonaws.com may not kms:GenerateDataKey with prod-key for prod-alerts-critical/,
  ],
  [
    "a key for another environment's topics",
    rewritten(
      "aws:kms/key:Key",
      "prod-key",
      "policy",
      (one) => JSON.parse(JSON.stringify(one).replace(":prod-alerts-", ":other-alerts-")) as Statement,
    ),
    /may not kms:Decrypt with prod-key for prod-alerts-high/,
  ],
  [
    "no topic where the CDN's metrics are",
    without(topic, "prod-edge-alerts-high"),
    /prod-edge-alarms-cdn-errors: the topic arn:aws:sns:us-east-1:.* is not of this stack/,
  ],
  [
    "the CDN told of in another region",
    changed("aws:cloudwatch/metricAlarm:MetricAlarm", "prod-edge-alarms-cdn-errors", () => ({
      alarmActions: ["arn:aws:sns:eu-west-1:123456789012:prod-alerts-high"],
    })),
    /prod-edge-alarms-cdn-errors: .*prod-alerts-high is not of its region us-east-1/,
  ],
  [
    "a key of the CDN's region that is closed to alarms",
    rewritten("aws:kms/key:Key", "prod-edge-key", "policy", (one) =>
      one.Sid === "TopicsOfThisEnvironment" ? undefined : one,
    ),
    /cloudwatch.amazonaws.com may not kms:GenerateDataKey with prod-edge-key for prod-edge-alerts-high/,
  ],
  ["no role for the journey", without(role, journey), /prod-journey: its role is not of this stack/],
  [
    "a journey's role for tasks",
    rewritten(role, journey, "assumeRolePolicy", (one) => ({
      ...one,
      Principal: { Service: "ecs-tasks.amazonaws.com" },
    })),
    /Lambda may not take on prod-journey/,
  ],
  ["code it may not read", lacking("ReadCode"), /may not s3:GetObject on .*\/code\/\w+\.zip/],
  ["findings it may not keep", lacking("KeepFindings"), /may not s3:PutObject on .*\/runs\//],
  ["findings it may not seal", lacking("EncryptFindings"), /may not kms:GenerateDataKey on .*prod-key/],
  ["runs it may not count", lacking("CountRuns"), /may not cloudwatch:PutMetricData/],
  ["logs it may not write", lacking("WriteLogs"), /may not logs:PutLogEvents on .*cwsyn-prod-journey-/],
  ["no way into the network", lacking("JoinNetwork"), /may not ec2:CreateNetworkInterface/],
  [
    "a bucket that is gone",
    without("aws:s3/bucket:Bucket", journey),
    /the bucket prod-journey-123456789012 is not of this/,
  ],
  [
    "findings in the clear",
    changed(canary, journey, () => ({ artifactConfig: {} })),
    /is not encrypted with a key of this/,
  ],
  ["code elsewhere", changed(canary, journey, () => ({ s3Bucket: "other" })), /its code is in other/],
] as const;

describe("permissions of those who watch", () => {
  for (const tier of tiers) {
    it(`suffice in tier ${tier}`, async () => {
      assert.deepEqual(watchProblems((await environmentOf(tier)).resources), []);
    });
  }

  for (const [breakage, broken, problem] of breakages) {
    it(`are found lacking with ${breakage}`, async () => {
      const problems = await permissionProblems(broken((await environmentOf("prod")).resources));
      assert.ok(
        problems.some((found) => problem.test(found)),
        `${String(problem)} is not in\n${problems.join("\n") || "nothing"}`,
      );
    });
  }
});
