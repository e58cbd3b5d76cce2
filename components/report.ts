import * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { physicalName } from "../core/names";
import { named } from "../core/tags";
import { dueTime, weekly, type ReportEvent } from "../core/watch/report";
import { createFunction, type FunctionPlace } from "./shared/function";
import { createSchedulerRole } from "./shared/scheduler-role";

export interface ReportArgs extends FunctionPlace {
  readonly environment: string;
  /** `index.js`, which exports `handler`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** Names of the alarms that it tells of. */
  readonly alarmNames: ReportEvent["alarms"];
  /** A pattern that they, and no other environment's, fit: `prod-alarms-*`. */
  readonly alarmPattern: string;
  /** Where it is published. */
  readonly topicArn: pulumi.Input<string>;
}

/** Longest name of a schedule (AWS: EventBridge Scheduler). */
const scheduleNameLimit = 64;

/** One summary a week of what alarms did that call nobody. */
export class Report extends pulumi.ComponentResource {
  constructor(name: string, args: ReportArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:watch:Report", name, {}, opts);
    const child = { parent: this };
    const { region, accountId, keyArn, topicArn } = args;
    const cloudWatch = pulumi.interpolate`arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}`;

    const { function: reporter, failuresArn } = createFunction(
      name,
      {
        ...args,
        description: "Tells what alarms did in a week that call nobody",
        log: "report",
        reaches: "Report: HTTPS out",
        ...{ variables: { TOPIC: topicArn }, sealedBy: ["sns"], concurrency: 1 },
        statements: [
          // AWS asks for all alarms before it describes any of them.
          allow("FindAlarms", "cloudwatch:DescribeAlarms", pulumi.interpolate`${cloudWatch}:alarm:*`),
          allow(
            "ReadHistory",
            "cloudwatch:DescribeAlarmHistory",
            pulumi.interpolate`${cloudWatch}:alarm:${args.alarmPattern}`,
          ),
          allow("Publish", "sns:Publish", topicArn),
        ],
      },
      child,
    );
    callWeekly();
    this.registerOutputs();

    function callWeekly(): void {
      const group = new scheduler.ScheduleGroup(name, { name, tags: named(args.tags, name) }, child);
      const roleArn = createSchedulerRole(
        `${name}-schedule`,
        { ...args, group: group.name, statements: whatTheScheduleMay() },
        child,
      );
      const event: ReportEvent = { environment: args.environment, until: dueTime, alarms: args.alarmNames };
      const key = `${name}-weekly`;
      new scheduler.Schedule(
        key,
        {
          name: physicalName([key], scheduleNameLimit),
          groupName: group.name,
          scheduleExpression: weekly.expression,
          scheduleExpressionTimezone: weekly.timezone,
          flexibleTimeWindow: { mode: "OFF" },
          target: {
            arn: reporter.arn,
            roleArn,
            input: JSON.stringify(event),
            retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
            deadLetterConfig: { arn: failuresArn },
          },
        },
        child,
      );
    }

    function whatTheScheduleMay(): readonly pulumi.Inputs[] {
      return [
        allow("CallReport", "lambda:InvokeFunction", reporter.arn),
        allow("KeepFailures", "sqs:SendMessage", failuresArn),
        {
          ...allow("SealFailures", ["kms:GenerateDataKey", "kms:Decrypt"], keyArn),
          Condition: { StringEquals: { "kms:ViaService": `sqs.${region}.amazonaws.com` } },
        },
      ];
    }
  }
}

const allow = (Sid: string, Action: string | readonly string[], Resource: pulumi.Input<string>): pulumi.Inputs => ({
  ...{ Sid, Effect: "Allow", Action, Resource },
});
