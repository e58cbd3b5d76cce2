import * as appautoscaling from "@pulumi/aws/appautoscaling";
import type * as ecs from "@pulumi/aws/ecs";
import type * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../core/config/services";
import { manningOf, type SlotPlan } from "../core/ownership";
import type { Slot } from "../core/release";
import { boundsAt, cooldowns, cpuTarget, requestsPerTask } from "../core/scaling";
import { named, recordTags, type Tags } from "../core/tags";

export interface AutoscalingArgs {
  readonly slot: Slot;
  readonly plan: SlotPlan;
  readonly services: readonly ServiceSettings[];
  /** Requests a second that all tasks of a service together are built for; undefined leaves it to the CPU. */
  readonly plannedLoad: number | undefined;
  /** By service. */
  readonly backends: Readonly<Record<string, Backend>>;
  readonly clusterName: pulumi.Input<string>;
  /** Names the load balancer in its metrics: `app/web/0123`. */
  readonly loadBalancerSuffix: pulumi.Input<string>;
  readonly tags: Tags;
}

export interface Backend {
  readonly service: ecs.Service;
  readonly targetGroup: lb.TargetGroup;
}

/**
 * How many tasks of a slot run: by the requests each of them takes, and by CPU where requests cost more than planned.
 * The bounds are the record's, as the slot's capacity is: an empty slot stays empty whatever its metrics say, and one
 * that traffic shifts to or from does not shrink.
 */
export class Autoscaling extends pulumi.ComponentResource {
  /** By service. */
  readonly targets: Readonly<Record<string, appautoscaling.Target>>;

  constructor(name: string, args: AutoscalingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:slots:Autoscaling", name, {}, opts);
    const child = { parent: this };
    const owned = args.plan.lifted.includes("bounds") ? {} : { ignoreChanges: [...ownedByRecord] };

    this.targets = Object.fromEntries(args.services.map((service) => [service.name, scale(service)]));
    this.registerOutputs();

    function scale(service: ServiceSettings): appautoscaling.Target {
      const backend = args.backends[service.name];
      if (backend === undefined) throw new Error(`slot ${args.slot} lacks service ${service.name}`);
      const target = createTarget(service, backend);
      if (service.instances.autoscaling) {
        follow(service, target, "cpu", cpuTarget, { predefinedMetricType: "ECSServiceAverageCPUUtilization" });
        if (args.plannedLoad !== undefined) {
          follow(service, target, "requests", requestsPerTask(args.plannedLoad, service.instances), {
            predefinedMetricType: "ALBRequestCountPerTarget",
            resourceLabel: pulumi.interpolate`${args.loadBalancerSuffix}/${backend.targetGroup.arnSuffix}`,
          });
        }
      }
      return target;
    }

    function createTarget(service: ServiceSettings, backend: Backend): appautoscaling.Target {
      const key = `${name}-${service.name}`;
      const { min, max } = boundsAt(manningOf(args.plan, service.name), service.instances);
      return new appautoscaling.Target(
        key,
        {
          serviceNamespace: "ecs",
          scalableDimension: "ecs:service:DesiredCount",
          resourceId: pulumi.interpolate`service/${args.clusterName}/${backend.service.name}`,
          minCapacity: min,
          maxCapacity: max,
          tags: named(args.tags, key, {
            [recordTags.slot]: args.slot,
            [recordTags.service]: service.name,
            [recordTags.capacity]: args.plan.capacity,
            [recordTags.revision]: String(args.plan.revision),
          }),
        },
        { ...child, ...owned },
      );
    }

    function follow(
      service: ServiceSettings,
      target: appautoscaling.Target,
      metric: string,
      targetValue: number,
      predefinedMetricSpecification: Metric,
    ): void {
      const key = `${name}-${service.name}-${metric}`;
      new appautoscaling.Policy(
        key,
        {
          name: key,
          policyType: "TargetTrackingScaling",
          serviceNamespace: target.serviceNamespace,
          scalableDimension: target.scalableDimension,
          resourceId: target.resourceId,
          targetTrackingScalingPolicyConfiguration: {
            predefinedMetricSpecification,
            targetValue,
            scaleOutCooldown: cooldowns.out,
            scaleInCooldown: cooldowns.in,
          },
        },
        child,
      );
    }
  }
}

/** What only a request for the slot, or for its capacity, may change. */
const ownedByRecord = [
  "minCapacity",
  "maxCapacity",
  ...[recordTags.capacity, recordTags.revision].map((key) => `tags["${key}"]`),
];

interface Metric {
  readonly predefinedMetricType: string;
  /** Load balancer and target group, where the metric is theirs. */
  readonly resourceLabel?: pulumi.Input<string>;
}
