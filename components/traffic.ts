import type * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../core/config/services";
import type { ServiceOutputs } from "../core/outputs";
import type { TrafficPlan } from "../core/ownership";
import { slots, type Slot } from "../core/release";
import { rulePriority } from "../core/routing";
import { named, recordTags, type Tags } from "../core/tags";

export interface TrafficArgs {
  readonly plan: TrafficPlan;
  readonly services: readonly ServiceSettings[];
  /** What each slot has for each service. */
  readonly backends: Readonly<Record<Slot, Readonly<Record<string, Backend>>>>;
  readonly protect: boolean;
  readonly listenerArn: pulumi.Input<string>;
  /** The one host name that is meant for it, on a listener that it shares with its host; undefined takes every name. */
  readonly hostName: string | undefined;
  /** Number of the guest that it is on a shared load balancer. */
  readonly pullRequest: number | undefined;
  readonly tags: Tags;
}

export interface Backend {
  readonly service: ecs.Service;
  readonly targetGroup: lb.TargetGroup;
}

/** Clients do not stick to a slot. Said all the same, for AWS answers with the block and a refresh would show it. */
const stickiness = { enabled: false, duration: 3600 };

/**
 * One rule a service that splits its requests between the slots. The weights are the record's: they seed a new stack,
 * then only a traffic request moves them, and no plain update undoes an operator's shift.
 */
export class Traffic extends pulumi.ComponentResource {
  /** Where to find what takes each service's requests. */
  readonly services: pulumi.Output<Record<string, ServiceOutputs>>;

  constructor(name: string, args: TrafficArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:Traffic", name, {}, opts);
    const { plan, backends } = args;
    const owned = plan.requested ? {} : { ignoreChanges: ["actions", `tags["${recordTags.revision}"]`] };
    const opened = { parent: this, protect: args.protect, ...owned };

    this.services = pulumi.output(Object.fromEntries(args.services.map((service) => [service.name, split(service)])));
    this.registerOutputs({ services: this.services });

    function split(service: ServiceSettings) {
      const [blue, green] = [backendOf(service, "blue"), backendOf(service, "green")];
      const rule = createRule(service, { blue, green });
      return { rule: rule.arn, slots: { blue: addressesOf(blue), green: addressesOf(green) } };
    }

    function backendOf({ name: service }: ServiceSettings, slot: Slot): Backend {
      const backend = backends[slot][service];
      if (backend === undefined) throw new Error(`slot ${slot} lacks service ${service}: a slot runs every service`);
      return backend;
    }

    function createRule(service: ServiceSettings, between: Readonly<Record<Slot, Backend>>): lb.ListenerRule {
      const rule = `${name}-${service.name}`;
      return new lb.ListenerRule(
        rule,
        {
          listenerArn: args.listenerArn,
          priority: rulePriority("traffic", args.services, service.name, args.pullRequest),
          conditions: [
            ...(args.hostName === undefined ? [] : [{ hostHeader: { values: [args.hostName] } }]),
            { pathPattern: { values: [...service.paths] } },
          ],
          actions: [{ type: "forward", forward: { targetGroups: slots.map(share), stickiness } }],
          tags: named(args.tags, rule, {
            [recordTags.service]: service.name,
            [recordTags.revision]: String(plan.revision),
          }),
        },
        // Traffic comes last: no request may reach a slot before its tasks run.
        { ...opened, dependsOn: slots.map((slot) => between[slot].service) },
      );

      /** Both groups stay even without a share: the services behind them need a load balancer. */
      function share(slot: Slot) {
        return { arn: between[slot].targetGroup.arn, weight: plan.weights[slot] };
      }
    }
  }
}

const addressesOf = ({ service, targetGroup }: Backend) => ({ service: service.name, targetGroup: targetGroup.arn });
