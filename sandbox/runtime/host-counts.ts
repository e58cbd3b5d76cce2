import type { Cloud } from "../cloud";
import { listenerIn } from "./balancer";
import { type Metrics, ofGroup } from "./metrics";
import { properties, TYPES } from "./properties";
import { type Action, groupsOf } from "./routing";
import type { Targets } from "./targets";

const EVERY = 1000;

/** Counts the targets of every group, second by second. */
export class HostCounts {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly cloud: Cloud,
    private readonly targets: Targets,
    private readonly metrics: Metrics,
  ) {
    this.timer = setInterval(() => this.count(), EVERY).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private count(): void {
    for (const { id } of this.cloud.list(TYPES.targetGroup)) {
      const states = this.targets.list(id).map(({ health }) => health.state);
      if (states.length === 0) continue;
      const counts = {
        healthy: states.filter((state) => state === "healthy").length,
        unhealthy: states.filter((state) => state === "unhealthy").length,
      };
      for (const balancer of balancersOf(this.cloud, id)) this.metrics.countHosts(ofGroup(balancer, id), counts);
    }
  }
}

/** ARNs of the load balancers that send requests to a group. */
export function balancersOf(cloud: Cloud, group: string): readonly string[] {
  const forwards = (actions: readonly Action[] = []): boolean =>
    actions.some((action) => groupsOf(action).some(({ arn }) => arn === group));
  const ofRules = cloud
    .list(TYPES.rule)
    .map((rule) => properties<{ listenerArn: string; actions: readonly Action[] }>(rule))
    .filter(({ actions }) => forwards(actions))
    .map(({ listenerArn }) => listenerArn);
  const listeners = cloud.list(TYPES.listener).map(listenerIn);
  const mine = listeners.filter(({ arn, defaultActions }) => ofRules.includes(arn) || forwards(defaultActions));
  return [...new Set(mine.map(({ loadBalancerArn }) => loadBalancerArn))];
}
