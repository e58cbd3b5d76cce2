import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";
import { letRuleWrite, stateChanges } from "../core/watch/alarm-log";
import { createLogGroup } from "./shared/log-groups";

export interface AlarmLogArgs {
  /** Names of those that are logged. */
  readonly alarmNames: readonly string[];
  /** What its log group's name starts with, without the first slash. */
  readonly path: string;
  readonly logRetentionDays: number;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Longest name of a rule (AWS: EventBridge). */
const ruleNameLimit = 64;

/** Writes down each change of alarms that call nobody. */
export class AlarmLog extends pulumi.ComponentResource {
  constructor(name: string, args: AlarmLogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:watch:AlarmLog", name, {}, opts);
    const child = { parent: this };

    const place = { ...args, path: `/${args.path}`, retentionDays: args.logRetentionDays };
    const logGroup = createLogGroup(name, "alarms", place, child);
    const rule = createRule();
    const policy = letItWrite();
    const target = { rule: rule.name, targetId: "log", arn: logGroup.arn };
    new cloudwatch.EventTarget(name, target, { ...child, dependsOn: policy });
    this.registerOutputs();

    function createRule(): cloudwatch.EventRule {
      return new cloudwatch.EventRule(
        name,
        {
          name: physicalName([name], ruleNameLimit),
          description: "Alarms that are logged have another state",
          eventPattern: JSON.stringify(stateChanges(args.alarmNames)),
          state: "ENABLED",
          tags: named(args.tags, name),
        },
        child,
      );
    }

    function letItWrite(): cloudwatch.LogResourcePolicy {
      const streams = pulumi.interpolate`${logGroup.arn}:*`;
      const policyDocument = pulumi.jsonStringify(letRuleWrite<pulumi.Input<string>>(rule.arn, streams));
      return new cloudwatch.LogResourcePolicy(name, { policyName: name, policyDocument }, child);
    }
  }
}
