import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { type Balancers, listenerIn } from "./balancer";
import { LoopbackServers } from "./loopback-servers";
import { properties, TYPES } from "./properties";

/** Lower ports are the system's; what listens there is reached on its balancer's one port. */
const FIRST_OWN_PORT = 1024;

/**
 * A listener on a high port is on that very port of loopback as well: environments that share a balancer, each by a
 * listener of its own, are told apart by it.
 */
export class ListenerPorts implements Effect {
  private readonly servers = new LoopbackServers();

  constructor(
    private readonly cloud: Cloud,
    private readonly balancers: Pick<Balancers, "serve">,
  ) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const { id } = resource;
    const { port, loadBalancerArn } = listenerIn(resource);
    if (this.servers.portOf(id) === port) return {};
    this.servers.end(id);
    if (port < FIRST_OWN_PORT) return {};
    const what = `listener on port ${port} of load balancer ${this.nameOf(loadBalancerArn)}`;
    const listening = { what, port, patience: 3000, otherwise: "give the listener another port" };
    await this.servers.open(id, listening, (request, response) => {
      const record = this.cloud.get(TYPES.listener, id);
      this.balancers.serve(record && listenerIn(record), request, response);
    });
    return {};
  }

  async remove({ id }: CloudResource): Promise<void> {
    this.servers.end(id);
  }

  close(graceMs: number): Promise<void> {
    return this.servers.endAll(graceMs);
  }

  private nameOf(balancer: string): string {
    const record = this.cloud.get(TYPES.balancer, balancer);
    return (record && properties<{ name: string }>(record).name) ?? balancer;
  }
}
