import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud, type CloudResource, type Properties } from "../../../sandbox/cloud";
import { TYPES } from "../../../sandbox/runtime/properties";

const REGION = "eu-west-1";
export const BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/app/dev/1";
export const LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener/app/dev/1/2";
export const RULE = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener-rule/app/dev/1/2/3";
export const groupArn = (name: string): string =>
  `arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/dev-${name}/4`;

/** A local cloud in a temporary folder, filled by hand. */
export class World {
  private readonly servers: Server[] = [];

  private constructor(
    readonly root: string,
    readonly cloud: Cloud,
  ) {}

  static async create(): Promise<World> {
    const root = mkdtempSync(join(tmpdir(), "promenade-world-"));
    return new World(root, await Cloud.open(root));
  }

  async put(type: string, id: string, inputs: Properties, outputs: Properties = {}): Promise<CloudResource> {
    const resource = { type, id, region: REGION, inputs, outputs: { ...inputs, ...outputs } };
    await this.cloud.put(resource);
    return resource;
  }

  async group(name: string, overrides: Properties = {}): Promise<string> {
    await this.put(TYPES.targetGroup, groupArn(name), {
      arn: groupArn(name),
      name: `dev-${name}`,
      deregistrationDelay: 2,
      healthCheck: { path: "/healthz", interval: 5, unhealthyThreshold: 2, healthyThreshold: 2 },
      ...overrides,
    });
    return groupArn(name);
  }

  /** A load balancer whose listener answers 404, with one rule that splits by the weights given. */
  async balancer(weights: Record<string, number>, stickiness?: object): Promise<CloudResource> {
    const targetGroups = Object.entries(weights).map(([name, weight]) => ({ arn: groupArn(name), weight }));
    await this.put(TYPES.listener, LISTENER, {
      arn: LISTENER,
      loadBalancerArn: BALANCER,
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        {
          type: "fixed-response",
          fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "nothing" },
        },
      ],
    });
    await this.put(TYPES.rule, RULE, {
      arn: RULE,
      listenerArn: LISTENER,
      priority: 100,
      conditions: [{ pathPattern: { values: ["/app*"] } }],
      actions: [{ type: "forward", forward: { targetGroups, ...(stickiness && { stickiness }) } }],
    });
    return this.put(TYPES.balancer, BALANCER, { arn: BALANCER, name: "dev", idleTimeout: 1 });
  }

  /** A process behind a target group; healthy unless it says otherwise. */
  async target(handler: RequestListener): Promise<number> {
    const server = createServer(handler);
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  destroy(): void {
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Waits until something holds. Throws after `timeout` ms. */
export async function until(what: string, holds: () => unknown, timeout = 20_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeout} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
