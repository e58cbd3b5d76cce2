import { TYPES } from "../runtime/properties";
import { disturbed } from "../runtime/faults";
import { asked } from "./cloudwatch-alarms";
import type { ApiContext } from "./handler";
import { type AwsCall, AwsError } from "./protocol";

const failure = (): AwsError =>
  new AwsError(
    "InternalFailure",
    "The request processing has failed because of an unknown error (a fault of yours).",
    500,
  );

/** @throws AwsError for a call that a fault is about. */
export function disturb({ service, action, input }: AwsCall, context: ApiContext, chance = Math.random): void {
  const { faults } = context.faults;
  for (const { service: name, percent } of faults.ofKind("throttle")) {
    const { signs, throttling } = disturbed[name];
    if (signs === service && chance() * 100 < percent) throw new AwsError(throttling, "Rate exceeded");
  }
  for (const fault of faults.ofKind("fail")) {
    if (disturbed[fault.service].signs === service && fault.action === action) throw failure();
  }
  if (faults.ofKind("alarms").length === 0 || service !== disturbed.cloudwatch.signs || action !== "DescribeAlarms")
    return;
  const all = asked(context, input);
  const meant =
    all.length > 0 ? all : [TYPES.metricAlarm, TYPES.compositeAlarm].flatMap((type) => context.cloud.list(type));
  if (meant.some((record) => context.faults.isUnreadable(record))) throw failure();
}
