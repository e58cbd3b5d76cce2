import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import type { OffHours as Hours } from "../core/config/operations";
import { appRest, databaseRest } from "../core/off-hours";
import type { SlotPlan } from "../core/ownership";
import { slots, type Slot } from "../core/release";
import { named, type Tags } from "../core/tags";
import type { Bounded } from "./shared/bounded";
import { createSchedulerRole } from "./shared/scheduler-role";

/** One slot's services as autoscaling holds them, by service. */
export interface RestingSlot {
  readonly plan: SlotPlan;
  readonly targets: Readonly<Record<string, appautoscaling.Target>>;
}

export interface OffHoursArgs extends Bounded {
  readonly hours: Hours;
  readonly slots: Readonly<Record<Slot, RestingSlot>>;
  /** Undefined where the tier has none. AWS stops no instance that has a read replica. */
  readonly database: { readonly identifier: string; readonly arn: pulumi.Input<string> } | undefined;
  /** The key that the database is encrypted with. */
  readonly keyArn: pulumi.Input<string>;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Where Application Auto Scaling and EventBridge Scheduler stop what nobody uses at night and on weekends. */
export class OffHours extends pulumi.ComponentResource {
  constructor(name: string, args: OffHoursArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:cost:OffHours", name, {}, opts);
    const child = { parent: this };

    for (const slot of slots) restSlot(slot, args.slots[slot]);
    if (args.database !== undefined) restDatabase(args.database);
    this.registerOutputs();

    /**
     * What the morning restores is the record's, like the bounds themselves: those that the slot has when the schedule
     * is made, and again when a request changes them. The state may hold the night's, once it was refreshed then.
     */
    function restSlot(slot: Slot, { plan, targets }: RestingSlot): void {
      const owned = plan.lifted.includes("bounds") ? {} : { ignoreChanges: ["scalableTargetAction"] };
      for (const [service, target] of Object.entries(targets)) {
        const { stop, start } = appRest(args.hours);
        const { minCapacity, maxCapacity } = target;
        const nobody = { minCapacity: 0, maxCapacity: 0 };
        schedule(`${name}-${slot}-${service}-evening`, target, stop, nobody, child);
        schedule(
          `${name}-${slot}-${service}-morning`,
          target,
          start,
          { minCapacity, maxCapacity },
          { ...child, ...owned },
        );
      }
    }

    function schedule(
      key: string,
      { serviceNamespace, resourceId, scalableDimension }: appautoscaling.Target,
      expression: string,
      scalableTargetAction: Bounds,
      options: pulumi.CustomResourceOptions,
    ): void {
      const place = { serviceNamespace, resourceId, scalableDimension };
      const when = { schedule: expression, timezone: args.hours.timezone };
      new appautoscaling.ScheduledAction(key, { name: key, ...place, ...when, scalableTargetAction }, options);
    }

    function restDatabase({ identifier, arn }: NonNullable<OffHoursArgs["database"]>): void {
      const group = new scheduler.ScheduleGroup(name, { name, tags: named(args.tags, name) }, child);
      const role = createSchedulerRole(
        `${name}-database`,
        { ...args, group: group.name, statements: statements(arn) },
        child,
      );
      const { stop, start } = databaseRest(args.hours);
      for (const [verb, expression] of Object.entries({ stop, start })) {
        const key = `${name}-database-${verb}`;
        new scheduler.Schedule(
          key,
          {
            name: key,
            groupName: group.name,
            scheduleExpression: expression,
            scheduleExpressionTimezone: args.hours.timezone,
            flexibleTimeWindow: { mode: "OFF" },
            target: {
              arn: `arn:${partitionOf(args.region)}:scheduler:::aws-sdk:rds:${verb}DBInstance`,
              roleArn: role,
              // Spelt as the AWS SDK for Java does, which is how the scheduler calls.
              input: JSON.stringify({ DbInstanceIdentifier: identifier }),
              // One that is stopped already refuses to be stopped, however often it is asked.
              retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
            },
          },
          child,
        );
      }
    }

    function statements(databaseArn: pulumi.Input<string>): readonly pulumi.Inputs[] {
      return [
        {
          Sid: "StopAndStart",
          Effect: "Allow",
          Action: ["rds:StopDBInstance", "rds:StartDBInstance"],
          Resource: databaseArn,
        },
        {
          Sid: "LendKeyToRds",
          Effect: "Allow",
          Action: ["kms:CreateGrant", "kms:DescribeKey"],
          Resource: args.keyArn,
          Condition: { StringEquals: { "kms:ViaService": `rds.${args.region}.amazonaws.com` } },
        },
      ];
    }
  }
}

interface Bounds {
  readonly minCapacity: pulumi.Input<number>;
  readonly maxCapacity: pulumi.Input<number>;
}
