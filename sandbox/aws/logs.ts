import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { arn, differs, length, matches, oneOf } from "../provider/rules";
import { arnOf, idIs, text } from "./ids";
import { ROLE } from "./iam";
import { byKey } from "./kms";
import { refuseUndeliverable } from "./log-delivery";

/** Days; 0 keeps them for ever. */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const SUBSCRIPTION_FILTER = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";

/** Filters one group can have (AWS: CloudWatch Logs quotas). */
const MOST_METRIC_FILTERS = 100;
const MOST_SUBSCRIPTIONS = 2;

const ofLogGroup = (path: string): Reference => ({
  path,
  type: LOG_GROUP,
  by: ["name"],
  missing: "ResourceNotFoundException",
  owned: true,
});

const filterName = [length(1, 512), differs(/[:*]/, "cannot contain : or *")];
const filterPattern = [length(0, 1024)];

export const logs: readonly Model[] = [
  {
    type: LOG_GROUP,
    cfn: "AWS::Logs::LogGroup",
    id: idIs("name"),
    assigned: ({ name }, context) => ({ arn: arnOf("logs", context, `log-group:${text(name)}`) }),
    autoname: { property: "name", maxLength: 512 },
    defaults: { retentionInDays: 0, skipDestroy: false },
    fills: { logGroupClass: "STANDARD", namePrefix: "", deletionProtectionEnabled: false },
    rules: {
      name: [length(1, 512), matches(/^[.\-_/#A-Za-z0-9]+$/, "must match [.\\-_/#A-Za-z0-9]")],
      retentionInDays: [oneOf(...RETENTION)],
      logGroupClass: [oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY")],
    },
    replaceOn: ["name", "namePrefix", "logGroupClass"],
    unique: [{ by: ["name"], code: "ResourceAlreadyExistsException" }],
    references: [byKey("kmsKeyId", "InvalidParameterException")],
  },
  {
    type: METRIC_FILTER,
    cfn: "AWS::Logs::MetricFilter",
    id: ({ logGroupName, name }) => `${text(logGroupName)}:${text(name)}`,
    autoname: { property: "name", maxLength: 512 },
    defaults: { "metricTransformation.unit": "None" },
    fills: { applyOnTransformedLogs: false },
    rules: {
      name: filterName,
      pattern: filterPattern,
      "metricTransformation.name": [length(1, 255), differs(/[:*$]/, "cannot contain : * or $")],
      "metricTransformation.namespace": [length(1, 255), differs(/[:*$]/, "cannot contain : * or $")],
      "metricTransformation.value": [length(1, 100)],
      "metricTransformation.defaultValue": [matches(/^-?\d+(\.\d+)?$/, "must be a number, as text")],
    },
    check: ({ metricTransformation }) => {
      const { defaultValue, dimensions } = metricTransformation as Properties;
      const path = "metricTransformation.dimensions";
      if (dimensions === undefined) return [];
      if (defaultValue !== undefined) return [{ path, reason: "conflicts with defaultValue" }];
      const count = Object.keys(dimensions as object).length;
      return count > 3 ? [{ path, reason: `at most 3 are allowed, got ${count}` }] : [];
    },
    replaceOn: ["name", "logGroupName"],
    unique: [{ by: ["name", "logGroupName"], code: "ResourceAlreadyExistsException" }],
    references: [ofLogGroup("logGroupName")],
    refuseCreate: refuseTooMany(METRIC_FILTER, "logGroupName", MOST_METRIC_FILTERS),
  },
  {
    type: "aws:cloudwatch/logStream:LogStream",
    cfn: "AWS::Logs::LogStream",
    id: ({ logGroupName, name }) => `${text(logGroupName)}:${text(name)}`,
    assigned: ({ logGroupName, name }, context) => ({
      arn: arnOf("logs", context, `log-group:${text(logGroupName)}:log-stream:${text(name)}`),
    }),
    autoname: { property: "name", maxLength: 512 },
    rules: { name: filterName },
    replaceOn: ["name", "logGroupName"],
    unique: [{ by: ["name", "logGroupName"], code: "ResourceAlreadyExistsException" }],
    references: [ofLogGroup("logGroupName")],
  },
  {
    type: SUBSCRIPTION_FILTER,
    cfn: "AWS::Logs::SubscriptionFilter",
    id: ({ logGroup, name }) => `${text(logGroup)}|${text(name)}`,
    autoname: { property: "name", maxLength: 512 },
    defaults: { distribution: "ByLogStream" },
    fills: { applyOnTransformedLogs: false, roleArn: "" },
    rules: {
      name: filterName,
      filterPattern,
      destinationArn: [arn],
      roleArn: [arn],
      distribution: [oneOf("ByLogStream", "Random")],
    },
    // A function or a destination decides by its own policy whom it listens to; a stream has none.
    check: ({ destinationArn, roleArn }) =>
      /^arn:[\w-]+:(kinesis|firehose):/.test(text(destinationArn)) && roleArn === undefined
        ? [{ path: "roleArn", reason: "destinationArn for vendor kinesis or firehose cannot be used without roleArn" }]
        : [],
    replaceOn: ["name", "logGroup", "destinationArn"],
    unique: [{ by: ["name", "logGroup"], code: "ResourceAlreadyExistsException" }],
    references: [
      ofLogGroup("logGroup"),
      { path: "roleArn", type: ROLE, by: ["arn"], missing: "InvalidParameterException" },
    ],
    refuseCreate: (inputs, context) => {
      refuseTooMany(SUBSCRIPTION_FILTER, "logGroup", MOST_SUBSCRIPTIONS)(inputs, context);
      refuseUndeliverable(inputs, context);
    },
    refuseUpdate: (inputs, _, context) => refuseUndeliverable(inputs, context),
  },
];

function refuseTooMany(type: string, group: string, most: number) {
  return (inputs: Properties, { cloud }: Context): void => {
    if (cloud.list(type).filter((other) => other.inputs[group] === inputs[group]).length < most) return;
    throw new ApiError("LimitExceededException", `Resource limit exceeded: ${text(inputs[group])} has ${most} filters`);
  };
}
