import type { CloudResource } from "../cloud";
import type { MetricAlarm, StateValue } from "../runtime/alarm-evaluation";
import { properties, TYPES } from "../runtime/properties";
import type { ApiContext, Handlers } from "./handler";
import { AwsError } from "./protocol";

interface DescribeInput {
  readonly AlarmNames?: readonly string[];
  readonly AlarmNamePrefix?: string;
  /** Metric alarms alone where nothing is said. */
  readonly AlarmTypes?: readonly ("MetricAlarm" | "CompositeAlarm")[];
  readonly StateValue?: StateValue;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

type Declared = MetricAlarm & {
  readonly arn: string;
  readonly alarmName: string;
  readonly alarmDescription: string;
  readonly alarmRule: string;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
};

const MODELLED = ["AlarmNames", "AlarmNamePrefix", "AlarmTypes", "StateValue", "MaxRecords", "NextToken"];
const STATES: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"] satisfies readonly StateValue[];

const dimensionList = (dimensions: Readonly<Record<string, string>> = {}) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

function toApiAlarm({ alarms }: ApiContext, record: CloudResource) {
  const declared = properties<Declared>(record);
  const { state, reason, since } = alarms.stateOf(record);
  return {
    AlarmName: record.id,
    AlarmArn: declared.arn,
    AlarmDescription: declared.alarmDescription,
    ActionsEnabled: declared.actionsEnabled ?? true,
    AlarmActions: declared.alarmActions ?? [],
    OKActions: declared.okActions ?? [],
    InsufficientDataActions: declared.insufficientDataActions ?? [],
    ...{ StateValue: state, StateReason: reason },
    StateUpdatedTimestamp: since.getTime() / 1000,
    ...(record.type === TYPES.compositeAlarm ? { AlarmRule: declared.alarmRule } : conditionsOf(declared)),
  };
}

function conditionsOf(alarm: Partial<Declared>) {
  return {
    Namespace: alarm.namespace,
    MetricName: alarm.metricName,
    Dimensions: dimensionList(alarm.dimensions),
    Statistic: alarm.statistic,
    ExtendedStatistic: alarm.extendedStatistic,
    Period: alarm.period,
    Metrics: alarm.metricQueries?.map(({ id, expression, metric, returnData = false }) => ({
      ...{ Id: id, Expression: expression, ReturnData: returnData },
      MetricStat: metric && {
        Metric: {
          ...{ Namespace: metric.namespace, MetricName: metric.metricName },
          Dimensions: dimensionList(metric.dimensions),
        },
        ...{ Period: metric.period, Stat: metric.stat },
      },
    })),
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparisonOperator,
    TreatMissingData: alarm.treatMissingData,
  };
}

/** Those that a call asks for. Other filters of AWS are refused: to leave them out would answer something else. */
export function asked({ cloud }: ApiContext, input: DescribeInput): readonly CloudResource[] {
  const strange = Object.keys(input).find((name) => !MODELLED.includes(name));
  if (strange !== undefined) throw new AwsError("ValidationError", `The sandbox does not model ${strange}`);
  const { AlarmNames: names, AlarmNamePrefix: prefix = "", AlarmTypes: types = ["MetricAlarm"] } = input;
  const known = { MetricAlarm: TYPES.metricAlarm, CompositeAlarm: TYPES.compositeAlarm };
  return Object.entries(known)
    .filter(([type]) => types.some((each) => each === type))
    .flatMap(([, type]) => cloud.list(type))
    .filter(({ id }) => id.startsWith(prefix) && (names === undefined || names.length === 0 || names.includes(id)));
}

/** Alarms of CloudWatch. */
export const alarmActions: Handlers = {
  DescribeAlarms: (input: DescribeInput, context) => {
    const { StateValue: only, MaxRecords = 50, NextToken } = input;
    const start = Number(NextToken ?? 0);
    if (!Number.isInteger(start)) throw new AwsError("InvalidNextToken", "The next token specified is invalid.");
    const all = asked(context, input)
      .map((record) => ({ type: record.type, alarm: toApiAlarm(context, record) }))
      .filter(({ alarm }) => only === undefined || alarm.StateValue === only);
    const end = start + MaxRecords;
    const ofType = (type: string) => all.slice(start, end).flatMap((each) => (each.type === type ? [each.alarm] : []));
    return {
      MetricAlarms: ofType(TYPES.metricAlarm),
      CompositeAlarms: ofType(TYPES.compositeAlarm),
      ...(end < all.length && { NextToken: String(end) }),
    };
  },

  SetAlarmState: (input: { AlarmName?: string; StateValue?: StateValue; StateReason?: string }, { cloud, alarms }) => {
    const { AlarmName = "", StateValue: state, StateReason = "" } = input;
    if (state === undefined || !STATES.includes(state)) {
      throw new AwsError("ValidationError", `StateValue must be one of ${STATES.join(", ")}`);
    }
    const record = cloud.get(TYPES.metricAlarm, AlarmName) ?? cloud.get(TYPES.compositeAlarm, AlarmName);
    if (!record) throw new AwsError("ResourceNotFound", "Unknown alarm", 404);
    alarms.set(record.id, state, StateReason);
    return {};
  },
};
