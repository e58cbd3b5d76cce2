import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import type { Severity } from "../core/config/operations";
import { named, type Tags } from "../core/tags";
import type { MonitoringLevel } from "../core/tier-size";
import { alarmConditions, type Alarm } from "../core/watch/alarm";
import { isToldAtOnce, reaches, severityAt } from "../core/watch/levels";
import type { BurnAlarm } from "../core/watch/slo";

export interface AlarmsArgs {
  readonly level: MonitoringLevel;
  /** All there could be; those that the level does not ask for are left out. */
  readonly alarms: readonly Alarm<pulumi.Input<string>>[];
  readonly burns: readonly BurnAlarm<pulumi.Input<string>>[];
  /** The topic of a severity. */
  readonly topicOf: (severity: Severity) => pulumi.Input<string>;
  /** Of the metrics, the alarms and the topics. */
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** The tag that says as how urgent an alarm is told; one that nobody is told of has none. */
export const severityTag = "promenade:severity";

/** How urgent an incident is to Systems Manager (API: OpsItem severity), which keeps one open for each such alarm. */
const incidents: Partial<Record<Severity, number>> = { critical: 1, high: 2 };

/** What watches an environment, and whom it tells. */
export class Alarms extends pulumi.ComponentResource {
  /** Names of those that have a severity at this level. */
  readonly namesOf: (severity: Severity) => readonly string[];
  readonly arns: readonly pulumi.Output<string>[];

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:watch:Alarms", name, {}, opts);
    const child = { parent: this };
    const { region } = args;
    const exists = ({ from }: Alarm<pulumi.Input<string>>): boolean => reaches(args.level, from);

    const keyOf = ({ key }: { readonly key: string }) => `${name}-${key}`;
    const alarms = args.alarms.filter(exists).map((alarm) => {
      const severity = severityAt(args.level, alarm.severity);
      return { severity, key: keyOf(alarm), arn: createAlarm(alarm, severity).arn };
    });
    const burns = args.burns
      .filter(({ windows }) => windows.every(exists))
      .map((burn) => {
        const severity = severityAt(args.level, burn.severity);
        return { severity, key: keyOf(burn), arn: createBurnAlarm(burn, severity).arn };
      });

    const all = [...burns, ...alarms];
    this.arns = all.map(({ arn }) => arn);
    this.namesOf = (wanted) => all.flatMap(({ severity, key }) => (severity === wanted ? [key] : []));
    this.registerOutputs({ arns: this.arns });

    function createAlarm(alarm: Alarm<pulumi.Input<string>>, severity: Severity | undefined): cloudwatch.MetricAlarm {
      const key = keyOf(alarm);
      return new cloudwatch.MetricAlarm(
        key,
        { name: key, ...alarmConditions(alarm), ...told(severity), region, tags: tagsOf(key, severity) },
        child,
      );
    }

    /** Its windows tell nobody by themselves: only both together mean that the budget is burning, and still is. */
    function createBurnAlarm(
      burn: BurnAlarm<pulumi.Input<string>>,
      severity: Severity | undefined,
    ): cloudwatch.CompositeAlarm {
      const key = keyOf(burn);
      const windows = burn.windows.map((window) => createAlarm(window, undefined).name);
      const alarmRule = pulumi.all(windows).apply((names) => names.map((one) => `ALARM("${one}")`).join(" AND "));
      const own = { alarmName: key, alarmDescription: burn.says, alarmRule, region };
      return new cloudwatch.CompositeAlarm(key, { ...own, ...told(severity), tags: tagsOf(key, severity) }, child);
    }

    function told(severity: Severity | undefined) {
      if (severity === undefined || !isToldAtOnce(severity)) return { actionsEnabled: true };
      const topic = args.topicOf(severity);
      return { actionsEnabled: true, alarmActions: [topic, ...incident(severity)], okActions: [topic] };
    }

    function incident(severity: Severity): readonly pulumi.Output<string>[] {
      const grade = incidents[severity];
      if (grade === undefined) return [];
      return [
        pulumi.interpolate`arn:${partitionOf(region)}:ssm:${region}:${args.accountId}:opsitem:${grade}#CATEGORY=Availability`,
      ];
    }

    function tagsOf(key: string, severity: Severity | undefined): Record<string, string> {
      return named(args.tags, key, severity === undefined ? {} : { [severityTag]: severity });
    }
  }
}
