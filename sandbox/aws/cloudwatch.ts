import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { between, differs, each, integer, length, matches, oneOf } from "../provider/rules";
import { alarmProblems, period, percentile } from "./cloudwatch-alarms";
import { dashboardBody } from "./cloudwatch-dashboards";
import { arnOf, idIs, text } from "./ids";

const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

const ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"];

/** Topics are looked up; what belongs to other services is not. */
const ofTopics: readonly Reference[] = ACTIONS.map((path) => ({
  path,
  type: "aws:sns/topic:Topic",
  by: ["arn"],
  missing: "ValidationError",
  except: /^arn:aws:(ssm|lambda|autoscaling|automate|swf|ssm-incidents):/,
}));

const action = matches(/^arn:aws[\w-]*:[\w-]+:[\w-]*:[\w-]*:.+$/, "is an invalid ARN");
const actions = Object.fromEntries(ACTIONS.map((path) => [path, [length(0, 5), each(action)]]));

const alarmName = [length(1, 255), differs(/[\x00-\x1f]/, "cannot contain control characters")];

export const cloudwatch: readonly Model[] = [
  {
    type: METRIC_ALARM,
    cfn: "AWS::CloudWatch::Alarm",
    id: idIs("name"),
    assigned: ({ name }, context) => ({ arn: arnOf("cloudwatch", context, `alarm:${text(name)}`) }),
    autoname: { property: "name", maxLength: 255 },
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    fills: { evaluateLowSampleCountPercentiles: "" },
    rules: {
      ...actions,
      name: alarmName,
      alarmDescription: [length(0, 1024)],
      comparisonOperator: [
        oneOf(
          ...["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold"],
          ...["LessThanOrEqualToThreshold", "LessThanLowerOrGreaterThanUpperThreshold"],
          ...["LessThanLowerThreshold", "GreaterThanUpperThreshold"],
        ),
      ],
      evaluationPeriods: [integer, between(1, 604_800)],
      datapointsToAlarm: [integer, between(1, 604_800)],
      period: [period],
      statistic: [oneOf("Average", "Maximum", "Minimum", "SampleCount", "Sum")],
      extendedStatistic: [percentile],
      treatMissingData: [oneOf("breaching", "notBreaching", "ignore", "missing")],
      evaluateLowSampleCountPercentiles: [oneOf("evaluate", "ignore")],
      metricQueries: [length(1, 20)],
      "metricQueries.id": [
        length(1, 255),
        matches(/^[a-z][A-Za-z0-9_]*$/, "must begin with a lower-case letter; letters, digits and underscores follow"),
      ],
      "metricQueries.period": [period],
      "metricQueries.metric.period": [period],
    },
    check: alarmProblems,
    replaceOn: ["name"],
    // AWS would overwrite the other alarm without a word.
    unique: [{ by: ["name"], code: "ValidationError" }],
    references: ofTopics,
    refuseCreate: refuseElsewhere,
    refuseUpdate: (inputs, _, context) => refuseElsewhere(inputs, context),
    refuseDelete: refuseUsedAlarm,
  },
  {
    type: COMPOSITE_ALARM,
    cfn: "AWS::CloudWatch::CompositeAlarm",
    id: idIs("alarmName"),
    assigned: ({ alarmName: name }, context) => ({ arn: arnOf("cloudwatch", context, `alarm:${text(name)}`) }),
    defaults: { actionsEnabled: true },
    rules: {
      ...actions,
      alarmName,
      alarmDescription: [length(0, 1024)],
      alarmRule: [
        length(1, 10_240),
        matches(
          /^[\s()]*((NOT|AND|OR)\b|(ALARM|OK|INSUFFICIENT_DATA)\([^)]+\)|TRUE|FALSE|[\s()])+$/,
          "is no alarm rule",
        ),
      ],
    },
    replaceOn: ["alarmName"],
    unique: [{ by: ["alarmName"], code: "ValidationError" }],
    references: ofTopics,
    refuseCreate: (inputs, context) => {
      refuseElsewhere(inputs, context);
      refuseUnknownAlarms(inputs, context);
    },
    refuseUpdate: (inputs, _, context) => {
      refuseElsewhere(inputs, context);
      refuseUnknownAlarms(inputs, context);
    },
    refuseDelete: refuseUsedAlarm,
  },
  {
    type: "aws:cloudwatch/dashboard:Dashboard",
    cfn: "AWS::CloudWatch::Dashboard",
    id: idIs("dashboardName"),
    assigned: ({ dashboardName }, { account }) => ({
      dashboardArn: `arn:aws:cloudwatch::${account}:dashboard/${text(dashboardName)}`,
    }),
    json: { dashboardBody: "document" },
    rules: {
      dashboardName: [
        length(1, 255),
        matches(/^[\w-]+$/, "must contain only letters, digits, underscores and hyphens"),
      ],
      dashboardBody: [dashboardBody],
    },
    replaceOn: ["dashboardName"],
    unique: [{ by: ["dashboardName"], scope: "account", code: "ValidationError" }],
  },
];

/** An alarm tells nobody of another region. */
function refuseElsewhere(inputs: Properties, { region }: Context): void {
  const told = ACTIONS.flatMap((path) => (inputs[path] as string[] | undefined) ?? []);
  const elsewhere = told.map((each) => each.split(":")[3]).find((each) => each !== region && each !== "");
  if (elsewhere === undefined) return;
  throw new ApiError("ValidationError", `Invalid region ${elsewhere} specified. Only ${region} is supported.`);
}

/** The alarms that a composite alarm's rule names, by name or by ARN. */
const namesIn = (rule: unknown): readonly string[] =>
  [...text(rule).matchAll(/(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*["']?([^)"']+?)["']?\s*\)/g)].map(([, name = ""]) =>
    name.replace(/^arn:.*:alarm:/, ""),
  );

/** Longest list of alarms under one composite alarm (AWS: CloudWatch quotas). */
const MOST_CHILDREN = 100;

function refuseUnknownAlarms({ alarmRule, alarmName: self }: Properties, { cloud }: Context): void {
  const names = namesIn(alarmRule);
  const known = new Set([METRIC_ALARM, COMPOSITE_ALARM].flatMap((type) => cloud.list(type).map(({ id }) => id)));
  const missing = names.filter((name) => !known.has(name) || name === self);
  if (missing.length > 0) {
    throw new ApiError(
      "ValidationError",
      `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
    );
  }
  if (new Set(names).size > MOST_CHILDREN) {
    throw new ApiError("ValidationError", `The alarm rule names more than ${MOST_CHILDREN} alarms`);
  }
}

function refuseUsedAlarm({ id }: { readonly id: string }, { cloud }: Context): void {
  const user = cloud.list(COMPOSITE_ALARM).find(({ inputs }) => namesIn(inputs["alarmRule"]).includes(id));
  if (user === undefined) return;
  throw new ApiError(
    "ValidationError",
    `Cannot delete ${id} as there are composite alarm(s) depending on it: ${user.id}`,
  );
}
