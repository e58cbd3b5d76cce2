import assert from "node:assert/strict";
import { aws } from "../../../sandbox/aws/package";
import type { Properties } from "../../../sandbox/cloud";
import { ApiError } from "../../../sandbox/provider/errors";
import { LocalCloud } from "../local-cloud";
import { inputsOf, makeEnvironment, type Made } from "./environment";
import { errorRate, graph } from "./watch-samples";

const withQuery = (index: number, changes: Properties) => ({
  metricQueries: errorRate.map((query, at) => (at === index ? { ...query, ...changes } : query)),
});

const pattern = (changes: unknown) => ({ eventPattern: JSON.stringify(changes) });

const widgets = (...list: readonly unknown[]) => ({ dashboardBody: JSON.stringify({ widgets: list }) });

/** Refused before anything is called: sample, what is changed in it, what is said. */
const AT_PLAN: readonly (readonly [sample: string, changes: Properties, said: RegExp])[] = [
  ["alarm", { name: "a".repeat(256) }, /\(1 - 255\) characters, got 256/],
  ["alarm", { period: 45 }, /to be 10, 20, 30 or a multiple of 60, got 45/],
  ["alarm", { period: 300, evaluationPeriods: 289 }, /more than 86400 seconds .* got 86700/],
  ["alarm", { period: 86_400, evaluationPeriods: 8 }, /more than 604800 seconds/],
  ["alarm", { extendedStatistic: "p99" }, /One of `statistic` or `extended_statistic`/],
  ["alarm", { statistic: undefined, extendedStatistic: "99" }, /is no statistic like p99/],
  ["alarm", { statistic: "p99" }, /statistic to be one of/],
  ["alarm", { treatMissingData: "healthy" }, /treatMissingData to be one of/],
  ["alarm", { comparisonOperator: ">" }, /comparisonOperator to be one of/],
  ["alarm", { threshold: undefined }, /one \(and only one\) of `threshold,thresholdMetricId`/],
  ["alarm", { metricName: undefined }, /one \(and only one\) of `metricName,metricQueries`/],
  ["alarm", { namespace: undefined }, /Namespace is required/],
  ["alarm", { datapointsToAlarm: 4 }, /cannot be more than evaluationPeriods, 3/],
  ["alarm", { alarmActions: ["pager"] }, /is an invalid ARN/],
  [
    "alarm",
    { alarmActions: Array.from({ length: 6 }, () => "arn:aws:sns:eu-west-1:000000000000:x") },
    /\(0 - 5\) items/,
  ],
  ["rate alarm", withQuery(0, { returnData: false }), /exactly one element .* should return data, not 0/],
  ["rate alarm", withQuery(1, { returnData: true }), /exactly one element .* should return data, not 2/],
  ["rate alarm", withQuery(1, { id: "requests" }), /two metrics have the same id/],
  ["rate alarm", withQuery(1, { id: "Errors" }), /must begin with a lower-case letter/],
  ["rate alarm", withQuery(0, { expression: "100 * faults / requests" }), /does not have: faults/],
  ["rate alarm", withQuery(1, { metric: undefined }), /one \(and only one\) of `expression,metric`/],
  ["composite", { alarmRule: "cpu AND rate" }, /is no alarm rule/],
  ["dashboard", { dashboardName: "dev board" }, /must contain only letters/],
  ["dashboard", { dashboardBody: "{" }, /invalid JSON/],
  ["dashboard", { dashboardBody: "{}" }, /widgets should be a list/],
  ["dashboard", widgets(...Array.from({ length: 501 }, () => graph)), /has 501 items; at most 500/],
  ["dashboard", widgets({ ...graph, type: "chart" }), /widgets\/0\/type should be one of/],
  ["dashboard", widgets(graph, { ...graph, x: 13 }), /widgets\/1\/x puts the widget beyond the right edge/],
  ["dashboard", widgets({ ...graph, properties: {} }), /properties\/region is missing/],
  [
    "dashboard",
    widgets({ ...graph, type: "log", properties: { region: "eu-west-1" } }),
    /properties\/query is missing/,
  ],
  ["metric filter", { name: "a:b" }, /cannot contain : or \*/],
  [
    "metric filter",
    {
      metricTransformation: {
        name: "E",
        namespace: "dev",
        value: "1",
        defaultValue: "0",
        dimensions: { R: "$.route" },
      },
    },
    /conflicts with defaultValue/,
  ],
  ["subscription filter", { roleArn: undefined }, /cannot be used without roleArn/],
  ["event rule", { name: "dev alarms" }, /must match/],
  ["event rule", { name: "a".repeat(65) }, /\(1 - 64\) characters, got 65/],
  ["event rule", { eventPattern: undefined }, /one of `event_pattern,schedule_expression` must be specified/],
  ["event rule", { eventPattern: "{" }, /Event pattern is not valid/],
  ["event rule", pattern([]), /Filter is not an object/],
  ["event rule", pattern({}), /Empty objects are not allowed/],
  ["event rule", pattern({ source: "aws.cloudwatch" }), /"source" must be an object or an array/],
  ["event rule", pattern({ source: [] }), /"source": Empty arrays are not allowed/],
  ["event rule", pattern({ detail: { alarmName: [{ like: "dev-*" }] } }), /Unrecognized match type like/],
  ["event rule", pattern({ $or: [{ source: ["a"] }, { source: "b" }] }), /"source" must be an object or an array/],
  ["event rule", pattern({ source: ["a".repeat(2040)] }), /at most 2048 are allowed/],
  ["event target", { arn: "a queue" }, /is an invalid ARN/],
  ["event target", { input: "{}", inputPath: "$.detail" }, /conflicts with inputPath/],
  ["event target", { roleArn: "arn:aws:iam::000000000000:role/events" }, /RoleArn is not supported for target/],
  ["log policy", { policyDocument: "{}" }, /contains an invalid JSON policy/],
  ["log policy", { policyName: undefined }, /one \(and only one\) of `policyName,resourceArn`/],
  ["log policy", { policyName: "dev:alarms" }, /cannot contain : or \*/],
  ["canary", { name: "Dev" }, /must contain only lower-case letters/],
  ["canary", { name: "a".repeat(256) }, /\(1 - 255\) characters, got 256/],
  ["canary", { handler: "journey" }, /must be a file and a function/],
  ["canary", { runtimeVersion: "syn-nodejs-2.0" }, /is a runtime that is deprecated/],
  ["canary", { zipFile: "a.zip" }, /one \(and only one\) of `zipFile,s3Bucket`/],
  ["canary", { schedule: { expression: "every 5 minutes" } }, /must be rate\(…\) or cron\(…\)/],
  ["canary", { schedule: { expression: "rate(2 hour)" } }, /at most once an hour/],
  ["canary", { runConfig: { timeoutInSeconds: 400 } }, /which is longer than rate\(5 minutes\)/],
  ["canary", { runConfig: { timeoutInSeconds: 60, memoryInMb: 1000 } }, /multiple of 64, got 1000/],
];

/** Refused by the call itself: sample made a second time, with changes that depend on what exists. */
const AT_CREATION: readonly (readonly [string, sample: string, changes: (made: Made) => Properties, said: RegExp])[] = [
  ["an alarm's name", "alarm", () => ({}), /"cpu" already exists/],
  [
    "an alarm for a topic that does not exist",
    "alarm",
    () => ({ name: "other", alarmActions: ["arn:aws:sns:eu-west-1:000000000000:nobody"] }),
    /alarmActions 'arn:aws:sns:eu-west-1:000000000000:nobody' does not exist/,
  ],
  ["a dashboard's name", "dashboard", () => ({}), /"dev" already exists/],
  [
    "a composite alarm of alarms that do not exist",
    "composite",
    () => ({ alarmName: "other", alarmRule: 'ALARM("cpu") OR ALARM("gone")' }),
    /as alarms \[gone\] in the alarm rule do not exist/,
  ],
  [
    "a filter of a group that does not exist",
    "metric filter",
    () => ({ logGroupName: "/nothing" }),
    /ResourceNotFoundException/,
  ],
  ["an event rule's name", "event rule", () => ({}), /"dev-alarms".* already exists/],
  ["a rule on a bus that does not exist", "event rule", () => ({ eventBusName: "own" }), /ResourceNotFoundException/],
  ["a target of a rule that does not exist", "event target", () => ({ rule: "none" }), /ResourceNotFoundException/],
  ["a second policy of a log group", "log group policy", () => ({}), /OperationAbortedException/],
  [
    "a policy of a group that does not exist",
    "log group policy",
    () => ({ resourceArn: "arn:aws:logs:eu-west-1:000000000000:log-group:/nothing" }),
    /ResourceNotFoundException/,
  ],
  [
    "an alarm for a topic of another region",
    "alarm",
    () => ({ name: "other", region: "us-east-1" }),
    /Invalid region eu-west-1 specified. Only us-east-1 is supported/,
  ],
  ["a canary's name", "canary", () => ({}), /ConflictException/],
  [
    "a canary without a bucket for what it finds",
    "canary",
    () => ({ name: "other", artifactS3Location: "s3://nowhere/x" }),
    /artifact bucket nowhere does not exist/,
  ],
  [
    "a canary whose role Lambda may not take on",
    "canary",
    (made) => ({ name: "other", executionRoleArn: made("task role").outputs["arn"] }),
    /cannot be assumed by Lambda/,
  ],
];

describe("the local cloud's alarms, dashboards and canaries", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    made = await makeEnvironment(local);
  });
  after(() => local.close());

  for (const [sample, changes, said] of AT_PLAN) {
    it(`refuse ${sample} with wrong ${Object.keys(changes).join(", ")}: ${said.source}`, () => {
      const { type, inputs } = inputsOf(sample, made, changes);
      assert.match(local.problems(type, inputs).join("\n"), said);
    });
  }

  for (const [what, sample, changes, said] of AT_CREATION) {
    it(`refuse ${what}`, async () => {
      const { type, inputs } = inputsOf(sample, made, changes(made));
      await assert.rejects(
        local.create(type, inputs),
        (error: Error) => error instanceof ApiError && said.test(`${error.code}: ${error.message}`),
      );
    });
  }

  it("take the windows of a burn rate: three days, in days", () => {
    const { type, inputs } = inputsOf("alarm", made, { period: 86_400, evaluationPeriods: 3 });
    assert.deepEqual(local.problems(type, inputs), []);
  });

  it("keep an alarm that a composite one still names", async () => {
    await assert.rejects(local.delete(made("alarm")), /composite alarm\(s\) depending on it: both/);
    assert.ok(local.cloud.get(made("alarm").type, "cpu"));
  });

  it("let a log group have two subscriptions and no third", async () => {
    const { type, inputs } = inputsOf("subscription filter", made, { name: "second" });
    await local.create(type, inputs);
    await assert.rejects(local.create(type, { ...inputs, name: "third" }), /LimitExceededException/);
  });

  it("keep an event rule that still has a target", async () => {
    await assert.rejects(local.delete(made("event rule")), /ValidationException|cannot be deleted/);
    assert.ok(local.cloud.get(made("event rule").type, "dev-alarms"));
  });

  it("give an event rule five targets and no sixth, and take one of them twice", async () => {
    const { type, inputs } = inputsOf("event target", made);
    const others = ["b", "c", "d", "e"].map((targetId) => ({ ...inputs, targetId }));
    for (const other of others) await local.create(type, other);
    await assert.rejects(local.create(type, { ...inputs, targetId: "f" }), /has 5 targets/);
    await local.create(type, inputs);
  });

  it("take ten log policies an account and region, over again too, and no eleventh", async () => {
    const { type, inputs } = inputsOf("log policy", made);
    for (let number = 2; number <= 10; number++) await local.create(type, { ...inputs, policyName: `p${number}` });
    await assert.rejects(local.create(type, { ...inputs, policyName: "p11" }), /LimitExceededException|10 resource/);
    await local.create(type, inputs);
    await local.create(type, { ...inputs, policyName: "p11", region: "us-east-1" });
  });

  it("lose a log group's filters with the group", async () => {
    const group = await local.create("aws:cloudwatch/logGroup:LogGroup", { name: "/short" });
    const { type, inputs } = inputsOf("metric filter", made, { logGroupName: "/short" });
    const filter = await local.create(type, inputs);
    await local.delete(group);
    assert.equal(local.cloud.get(type, filter.id), undefined);
  });
});
