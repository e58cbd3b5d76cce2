import type { Cloud } from "../cloud";
import type { Effects } from "../effects";
import { Balancers } from "./balancer";
import { Distributions } from "./distributions";
import type { EnvironmentFaults } from "./environment-faults";
import { ListenerPorts } from "./listener-ports";
import type { Metrics } from "./metrics";
import { TYPES } from "./properties";
import type { Targets } from "./targets";

/** Where requests come in: load balancers, their listeners on ports of their own, distributions before them. */
export class Entrances {
  readonly effects: Effects;
  private readonly balancers: Balancers;
  private readonly listenerPorts: ListenerPorts;
  private readonly distributions: Distributions;

  constructor(cloud: Cloud, targets: Targets, metrics: Metrics, onRequest: () => void, faults?: EnvironmentFaults) {
    this.balancers = new Balancers(cloud, targets, metrics, onRequest, faults);
    this.listenerPorts = new ListenerPorts(cloud, this.balancers);
    this.distributions = new Distributions(cloud, onRequest);
    this.effects = {
      [TYPES.balancer]: this.balancers,
      [TYPES.listener]: this.listenerPorts,
      [TYPES.distribution]: this.distributions,
    };
  }

  /** Ends them from the outside in: at once for idle connections, after `graceMs` for busy ones. */
  async close(graceMs: number): Promise<void> {
    await this.distributions.close(graceMs);
    await Promise.all([this.listenerPorts.close(graceMs), this.balancers.close(graceMs)]);
  }
}
