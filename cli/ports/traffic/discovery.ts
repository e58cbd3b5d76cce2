import type { Service } from "@aws-sdk/client-ecs";
import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ServiceOutputs } from "../../../core/outputs";
import { slots, type Capacity, type Slot } from "../../../core/release";
import type { Recorded, RecordedSlot } from "../../../core/record";
import { recordTags } from "../../../core/tags";
import { failed } from "../../failure";
import type { Endpoint } from "../../workspace";
import { clientSettings, promptly } from "../aws";

/** An environment by the names that its resources always have. */
export interface Sought {
  readonly environment: string;
  readonly region: string;
  /** Tasks that each service has at least, at full size. */
  readonly normal: Readonly<Record<string, number>>;
}

/** What the cloud alone tells of an environment: where its traffic is, and what its slots run. */
export interface Discovered {
  readonly cluster: string;
  readonly services: Readonly<Record<string, ServiceOutputs>>;
  /** Without revisions, which are Pulumi's to tell. */
  readonly record: Recorded;
}

interface Found {
  readonly service: string;
  readonly slot: Slot;
  readonly ecs: Service;
  readonly targetGroup: string;
  readonly release: string | null;
}

/**
 * Finds an environment without Pulumi's state, for when its backend is away: ECS knows the slots' services by their
 * names, those know their target groups, and the rule that has both is the one that splits the traffic.
 * @throws Failure where the cloud has no such environment, or not all of it.
 */
export async function discover(endpoint: Endpoint | undefined, sought: Sought): Promise<Discovered> {
  const { environment, region, normal } = sought;
  const [ecs, elb] = await Promise.all([
    import("@aws-sdk/client-ecs"),
    import("@aws-sdk/client-elastic-load-balancing-v2"),
  ]);
  const settings = { ...clientSettings(endpoint, region), ...promptly };
  const containers = new ecs.ECSClient(settings);
  const balancers = new elb.ElasticLoadBalancingV2Client(settings);
  const cluster = `${environment}-cluster`;
  const names = Object.keys(normal);

  async function inSlots(): Promise<readonly Found[]> {
    const all = names.flatMap((service) =>
      slots.map((slot) => ({ service, slot, name: `${environment}-${slot}-${service}` })),
    );
    return Promise.all(
      all.map(async ({ service, slot, name }) => {
        const asked = new ecs.DescribeServicesCommand({ cluster, services: [name] });
        const [one] = (await containers.send(asked)).services ?? [];
        const targetGroup = one?.loadBalancers?.[0]?.targetGroupArn;
        if (one === undefined || targetGroup === undefined) throw missing(environment, name);
        return { service, slot, ecs: one, targetGroup, release: await releaseOf(one) };
      }),
    );
  }

  async function releaseOf({ taskDefinition }: Service): Promise<string | null> {
    const { tags = [] } = await containers.send(
      new ecs.DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }),
    );
    return tags.find(({ key }) => key === recordTags.release)?.value ?? null;
  }

  /** All rules of the load balancers that lead to any of the target groups. */
  async function rulesOf(TargetGroupArns: string[]): Promise<readonly Rule[]> {
    const { TargetGroups = [] } = await balancers.send(new elb.DescribeTargetGroupsCommand({ TargetGroupArns }));
    const above = [...new Set(TargetGroups.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns))];
    const listeners = await Promise.all(
      above.map((LoadBalancerArn) => balancers.send(new elb.DescribeListenersCommand({ LoadBalancerArn }))),
    );
    const rules = await Promise.all(
      listeners
        .flatMap(({ Listeners = [] }) => Listeners)
        .map(async ({ ListenerArn }) => {
          const pages = elb.paginateDescribeRules({ client: balancers }, { ListenerArn });
          const found: Rule[] = [];
          for await (const { Rules = [] } of pages) found.push(...Rules);
          return found;
        }),
    );
    return rules.flat();
  }

  /** The rule that has both slots' target groups. */
  function outputsOf(service: string, found: readonly Found[], rules: readonly Rule[]): ServiceOutputs {
    const own = (slot: Slot) => {
      const one = found.find((each) => each.service === service && each.slot === slot);
      if (one === undefined) throw missing(environment, service);
      return { service: one.ecs.serviceName ?? "", targetGroup: one.targetGroup };
    };
    const both = { blue: own("blue"), green: own("green") };
    const rule = rules.find(({ Actions = [] }) => {
      const groups = Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
      return slots.every((slot) => groups.some(({ TargetGroupArn }) => TargetGroupArn === both[slot].targetGroup));
    });
    if (rule?.RuleArn === undefined) throw missing(environment, `a rule that splits the requests of ${service}`);
    return { rule: rule.RuleArn, slots: both };
  }

  try {
    const found = await inSlots();
    const rules = await rulesOf(found.map(({ targetGroup }) => targetGroup));
    const services = names.map((service) => [service, outputsOf(service, found, rules)] as const);
    return { cluster, services: Object.fromEntries(services), record: recordOf(found, normal) };
  } finally {
    containers.destroy();
    balancers.destroy();
  }
}

/** A slot is taken to be meant as it runs: ECS asks for as many tasks as somebody wants of it. */
function recordOf(found: readonly Found[], normal: Sought["normal"]): Recorded {
  const slot = (name: Slot): RecordedSlot => {
    const own = found.filter((one) => one.slot === name);
    const desired = Object.fromEntries(own.map(({ service, ecs }) => [service, ecs.desiredCount ?? 0]));
    return {
      ...{ release: own[0]?.release ?? null, commit: null, revision: 0, complete: true, images: {} },
      capacity: capacityAt(desired, normal),
      definitions: Object.fromEntries(own.map(({ service, ecs }) => [service, ecs.taskDefinition ?? ""])),
      ...{ minimum: desired, maximum: desired },
      desired: Object.values(desired).reduce((sum, count) => sum + count, 0),
    };
  };
  const weights = Object.fromEntries(Object.keys(normal).map((service) => [service, { blue: 0, green: 0 }]));
  return { revision: 0, moved: 0, slots: { blue: slot("blue"), green: slot("green") }, weights, migration: null };
}

function capacityAt(desired: Sought["normal"], normal: Sought["normal"]): Capacity {
  const counts = Object.entries(desired);
  if (counts.some(([, count]) => count === 0)) return "none";
  return counts.every(([service, count]) => count >= (normal[service] ?? 1)) ? "full" : "one";
}

const missing = (environment: string, what: string) =>
  failed({
    where: environment,
    wrong: "the state cannot be read, and the cloud does not have all of the environment either",
    found: `no ${what}`,
    allowed: "services of both slots, and the rules that lead to them",
    change: "see that account and region are the environment's; else bring the state's backend back",
  });
