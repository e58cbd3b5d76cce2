import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf } from "../support/program";
import { alarmRecordProblems } from "./alarm-records";
import { statementsOf, type Statement } from "./iam";
import { permissionProblems } from "./permissions";

const role = "aws:iam/role:Role";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const logPolicy = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";
const eventRule = "aws:cloudwatch/eventRule:EventRule";
const schedule = "aws:scheduler/schedule:Schedule";
const report = "prod-report";

type Rewrite = (one: Statement) => Statement | undefined;

const rewritten = (type: string, name: string, input: string, change: Rewrite) =>
  changed(type, name, (inputs) => ({
    [input]: JSON.stringify({ Statement: statementsOf(inputs[input]).flatMap((one) => change(one) ?? []) }),
  }));

const lacking = (name: string, ...sids: readonly string[]) =>
  rewritten(rolePolicy, name, "policy", (one) => (sids.includes(one.Sid ?? "") ? undefined : one));

const ofLog = (change: Rewrite) => rewritten(logPolicy, "prod-alarm-log", "policyDocument", change);

const breakages = [
  ["no policy that lets events into logs", without(logPolicy), /events.amazonaws.com may not logs:PutLogEvents in/],
  [
    "no streams to be made",
    ofLog((one) => (one.Sid === "MakeStreams" ? undefined : one)),
    /events.amazonaws.com may not logs:CreateLogStream in prod-alarm-log-alarms/,
  ],
  [
    "a log for another rule",
    ofLog((one) => (one.Condition ? { ...one, Condition: { ArnEquals: { "aws:SourceArn": "arn:other" } } } : one)),
    /delivery.logs.amazonaws.com may not logs:PutLogEvents in prod-alarm-log-alarms/,
  ],
  [
    "a log for Route 53",
    ofLog((one) => ({ ...one, Principal: { Service: "route53.amazonaws.com" } })),
    /may not logs:/,
  ],
  ["another log", ofLog((one) => ({ ...one, Resource: "arn:aws:logs:eu-west-1:1:log-group:x:*" })), /may not logs:/],
  [
    "an action that AWS does not have",
    ofLog((one) => ({ ...one, Action: "logs:WriteEvents" })),
    /prod-alarm-log: AWS has no action logs:WriteEvents/,
  ],
  ["no rule", without(eventRule), /prod-alarm-log: its rule is not of this stack/],
  [
    "no log group",
    without("aws:cloudwatch/logGroup:LogGroup", "prod-alarm-log-alarms"),
    /prod-alarm-log: its log group is not of this stack/,
  ],
  [
    "an alarm that is gone",
    without("aws:cloudwatch/metricAlarm:MetricAlarm", "prod-alarms-database-memory"),
    /prod-report-weekly: the alarm prod-alarms-database-memory is not of this stack/,
  ],
  [
    "a key that logs may not use",
    rewritten("aws:kms/key:Key", "prod-key", "policy", (one) =>
      one.Sid === "LogsOfThisEnvironment"
        ? { ...one, Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "*:/promenade/other/*" } } }
        : one,
    ),
    /prod-alarm-log: CloudWatch Logs may not kms:Encrypt with prod-key/,
  ],
  ["no function", without("aws:lambda/function:Function", report), /its function, or the function's role, is not of/],
  ["no role for the function", without(role, report), /its function, or the function's role, is not of this stack/],
  ["no role for the schedule", without(role, "prod-report-schedule"), /prod-report-weekly: its role is not of this/],
  ["no group of schedules", without("aws:scheduler/scheduleGroup:ScheduleGroup"), /its group is not of this stack/],
  [
    "a schedule's role for functions",
    rewritten(role, "prod-report-schedule", "assumeRolePolicy", (one) => ({
      ...one,
      Principal: { Service: "lambda.amazonaws.com" },
    })),
    /the scheduler may not take on prod-report-schedule/,
  ],
  ["a schedule that may not call", lacking("prod-report-schedule", "CallReport"), /may not lambda:InvokeFunction/],
  ["calls that may not be kept", lacking("prod-report-schedule", "KeepFailures"), /report-schedule may not sqs:Send/],
  ["calls that may not be sealed", lacking("prod-report-schedule", "SealFailures"), /report-schedule may not kms:Gen/],
  ["alarms that it may not find", lacking(report, "FindAlarms"), /may not cloudwatch:DescribeAlarms on .*:alarm:\*/],
  [
    "history that it may not read",
    lacking(report, "ReadHistory"),
    /may not cloudwatch:DescribeAlarmHistory on .*:alarm:prod-alarms-cache-0001-001-evictions/,
  ],
  [
    "history of another environment",
    rewritten(rolePolicy, report, "policy", (one) =>
      one.Sid === "ReadHistory" ? { ...one, Resource: String(one.Resource).replace("prod-", "stage-") } : one,
    ),
    /may not cloudwatch:DescribeAlarmHistory/,
  ],
  ["nothing to publish", lacking(report, "Publish"), /prod-report may not sns:Publish on .*prod-alerts-low/],
  ["nothing to seal it with", lacking(report, "Encrypt"), /prod-report may not kms:GenerateDataKey/],
  ["nothing to open it with", lacking(report, "Decrypt"), /prod-report may not kms:Decrypt/],
  ["no log of its own", lacking(report, "WriteLogs"), /prod-report may not logs:PutLogEvents on .*\/watch\/report/],
  ["no network", lacking(report, "JoinNetwork"), /prod-report may not ec2:CreateNetworkInterface/],
  ["no topic", without("aws:sns/topic:Topic", "prod-alerts-low"), /the topic .*prod-alerts-low is not of this stack/],
  [
    "a topic that denies it",
    rewritten(topicPolicy, "prod-alerts-low", "policy", (one) =>
      one.Sid === "OverTlsOnly" ? { ...one, Condition: {} } : one,
    ),
    /prod-alerts-low denies prod-report sns:Publish/,
  ],
  [
    "a key that is not the account's",
    rewritten("aws:kms/key:Key", "prod-key", "policy", (one) => (one.Sid === "AccountByItsPolicies" ? undefined : one)),
    /no key lets prod-report kms:GenerateDataKey for prod-alerts-low/,
  ],
  [
    "a target that nobody knows",
    changed(schedule, undefined, ({ target }) => ({ target: { ...(target as object), arn: "arn:aws:sqs:x:1:y" } })),
    /prod-report-weekly: its function, or the function's role, is not of this stack/,
  ],
] as const;

describe("permissions of those who write down what calls nobody", () => {
  for (const tier of tiers) {
    it(`suffice in tier ${tier}`, async () => {
      assert.deepEqual(alarmRecordProblems((await environmentOf(tier)).resources), []);
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
