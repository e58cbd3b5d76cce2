import type { Server } from "node:http";
import type { Verification } from "../../../cli/verification/verify-slot";
import type { Endpoint } from "../../../cli/workspace";
import type { Recorded, RecordedSlot } from "../../../core/record";
import { slots, type Slot } from "../../../core/release";
import { testRouteHeader, testRouteValue } from "../../../core/routing";
import { createApi } from "../../../sandbox/api/server";
import { sandboxFiles } from "../../../sandbox/files";
import { Balancers } from "../../../sandbox/runtime/balancer";
import { EnvironmentFaults } from "../../../sandbox/runtime/environment-faults";
import { Faults } from "../../../sandbox/runtime/faults";
import { Metrics } from "../../../sandbox/runtime/metrics";
import { OneOffTasks } from "../../../sandbox/runtime/one-off-tasks";
import { listen } from "../../../sandbox/runtime/ports";
import { TYPES } from "../../../sandbox/runtime/properties";
import { Services } from "../../../sandbox/runtime/services";
import { Targets } from "../../../sandbox/runtime/targets";
import { notAsked } from "../../sandbox/api/not-asked";
import { groupArn, LISTENER, RULE, World } from "../../sandbox/runtime/world";

const arn = (rest: string): string => `arn:aws:ecs:eu-west-1:000000000000:${rest}`;
const cluster = arn("cluster/dev");
const definitionOf = (slot: Slot): string => arn(`task-definition/dev-${slot}-app:1`);

/** What only operators know. */
export const testToken = "nobody0guesses0this";
export const releases: Readonly<Record<Slot, string>> = { blue: "1.0.0", green: "2.0.0" };

/** Both slots of an environment in the local cloud, each with real processes, without Pulumi. */
export class TwoSlots {
  private constructor(
    readonly world: World,
    readonly faults: EnvironmentFaults,
    readonly endpoint: Endpoint,
    readonly outputs: Verification["outputs"],
    private readonly parts: readonly { close(graceMs: number): unknown }[],
    private readonly server: Server,
  ) {}

  static async open(tasks: Readonly<Record<Slot, number>>): Promise<TwoSlots> {
    const world = await World.create();
    const { cloud } = world;
    const files = sandboxFiles(world.root);
    const faults = new EnvironmentFaults(cloud, new Faults(files.faults));
    const targets = new Targets(cloud, faults);
    const metrics = new Metrics();
    const services = new Services(cloud, targets, files, "", faults);
    const oneOffTasks = new OneOffTasks(cloud, files, "");
    const balancers = new Balancers(cloud, targets, metrics, () => undefined, faults);
    await world.put(TYPES.cluster, cluster, { arn: cluster, name: "dev" });
    const { dnsName } = await balancers.apply(await world.balancer({ blue: 100, green: 0 }));
    await world.put(TYPES.rule, RULE, {
      ...(await trafficRule(world)),
      conditions: [{ pathPattern: { values: ["/*"] } }],
    });
    for (const slot of slots) await addSlot(world, services, slot, tasks[slot]);
    const token = "0123456789abcdef";
    const server = createApi({
      token,
      context: {
        ...notAsked,
        ...{ cloud, services, targets, oneOffTasks, faults },
        ...{ functions: undefined as never, rotations: undefined as never, cloudControlTypes: new Map() },
      },
      daemon: { startedAt: new Date(), metrics, idleStopAt: () => new Date(), stop: () => undefined },
      onRequest: () => undefined,
    });
    const endpoint = { url: `http://127.0.0.1:${await listen(server, { what: "test" })}`, token };
    const place = (slot: Slot) => ({ service: `dev-${slot}-app`, targetGroup: groupArn(slot) });
    const outputs = {
      ...{ environment: "dev", region: "eu-west-1", cluster: "dev" },
      url: `http://${String(dnsName)}`,
      services: { app: { rule: RULE, slots: { blue: place("blue"), green: place("green") } } },
    };
    return new TwoSlots(world, faults, endpoint, outputs, [oneOffTasks, services, balancers, targets], server);
  }

  /** As Pulumi's state would have it. */
  record(changes: Partial<Readonly<Record<Slot, Partial<RecordedSlot>>>> = {}): Recorded {
    const slot = (name: Slot): RecordedSlot => ({
      ...({ release: releases[name], commit: null, revision: 1, complete: true, capacity: "full" } as const),
      ...{ images: {}, definitions: { app: definitionOf(name) }, minimum: {}, maximum: {}, desired: 2 },
      ...changes[name],
    });
    return { revision: 1, moved: 1, slots: { blue: slot("blue"), green: slot("green") }, weights: {}, migration: null };
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    for (const part of this.parts) await part.close(500);
    this.faults.faults.close();
    this.world.destroy();
  }
}

async function trafficRule({ cloud }: World): Promise<Readonly<Record<string, unknown>>> {
  return cloud.get(TYPES.rule, RULE)?.inputs ?? {};
}

async function addSlot(world: World, services: Services, slot: Slot, tasks: number): Promise<void> {
  const tags = { env: "env/dev", "promenade:slot": slot, "promenade:service": "app" };
  await world.group(slot, { tags });
  const rule = `${RULE}-${slot}`;
  await world.put(TYPES.rule, rule, {
    arn: rule,
    listenerArn: LISTENER,
    priority: slot === "blue" ? 10 : 20,
    conditions: [
      { httpHeader: { httpHeaderName: testRouteHeader, values: [testRouteValue(slot, testToken)] } },
      { pathPattern: { values: ["/*"] } },
    ],
    actions: [{ type: "forward", targetGroupArn: groupArn(slot) }],
  });
  const environment = { RELEASE: releases[slot], SLOT: slot, SERVICE: "app", ENVIRONMENT: "dev" };
  await world.put(TYPES.taskDefinition, definitionOf(slot), {
    arn: definitionOf(slot),
    family: `dev-${slot}-app`,
    revision: 1,
    containerDefinitions: JSON.stringify([
      {
        ...{ name: "app", image: "app@sha256:1" },
        environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
      },
    ]),
  });
  const service = await world.put(TYPES.service, arn(`service/dev/dev-${slot}-app`), {
    name: `dev-${slot}-app`,
    cluster,
    desiredCount: tasks,
    taskDefinition: definitionOf(slot),
    loadBalancers: [{ targetGroupArn: groupArn(slot), containerName: "app", containerPort: 8080 }],
    networkConfiguration: { subnets: ["subnet-1"], securityGroups: [], assignPublicIp: false },
    waitForSteadyState: true,
    tags,
  });
  await services.apply(service, new AbortController().signal);
}
