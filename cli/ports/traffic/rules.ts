import type { Action, Rule, TargetGroupTuple } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ServiceOutputs } from "../../../core/outputs";
import { slots, type Weights } from "../../../core/release";
import type { Endpoint } from "../../workspace";
import { clientSettings, promptly } from "../aws";

/** The load balancer's weighted rules, and the targets behind them. */
export interface Rules {
  /** Live weights by service. */
  weights(): Promise<Readonly<Record<string, Weights>>>;
  /** Writes the same weights into every service's rule; everything else of its action stays. */
  write(weights: Weights): Promise<void>;
  /** Healthy targets of a target group. */
  healthy(targetGroup: string): Promise<number>;
  close(): void;
}

export async function openRules(
  endpoint: Endpoint | undefined,
  region: string,
  services: Readonly<Record<string, ServiceOutputs>>,
): Promise<Rules> {
  const sdk = await import("@aws-sdk/client-elastic-load-balancing-v2");
  const client = new sdk.ElasticLoadBalancingV2Client({ ...clientSettings(endpoint, region), ...promptly });
  const named = Object.entries(services);

  async function read(): Promise<ReadonlyMap<string | undefined, Rule>> {
    const RuleArns = named.map(([, { rule }]) => rule);
    const { Rules = [] } = await client.send(new sdk.DescribeRulesCommand({ RuleArns }));
    return new Map(Rules.map((rule) => [rule.RuleArn, rule]));
  }

  async function write(weights: Weights): Promise<void> {
    const rules = await read();
    const written = await Promise.allSettled(
      named.map(async ([, service]) => {
        const before = rules.get(service.rule)?.Actions ?? [];
        const Actions = before.map((action) =>
          action.Type === "forward" ? weighted(action, service, weights) : action,
        );
        await client.send(new sdk.ModifyRuleCommand({ RuleArn: service.rule, Actions }));
      }),
    );
    // Every rule has its chance before one of them fails all.
    for (const one of written) if (one.status === "rejected") throw one.reason;
  }

  return {
    weights: async () => {
      const rules = await read();
      return Object.fromEntries(named.map(([name, service]) => [name, weightsOf(rules.get(service.rule), service)]));
    },
    write,
    healthy: async (TargetGroupArn) => {
      const { TargetHealthDescriptions = [] } = await client.send(
        new sdk.DescribeTargetHealthCommand({ TargetGroupArn }),
      );
      return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy").length;
    },
    close: () => client.destroy(),
  };
}

function weightsOf(rule: Rule | undefined, service: ServiceOutputs): Weights {
  const groups = (rule?.Actions ?? []).flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
  const [blue, green] = slots.map(
    (slot) => groups.find(({ TargetGroupArn }) => TargetGroupArn === service.slots[slot].targetGroup)?.Weight ?? 0,
  );
  return { blue: blue ?? 0, green: green ?? 0 };
}

/** The action with other weights. A group that somebody took out of it comes back. */
function weighted({ TargetGroupArn: _, ...action }: Action, service: ServiceOutputs, weights: Weights): Action {
  const before = action.ForwardConfig?.TargetGroups ?? [];
  const own = slots.map((slot): TargetGroupTuple => ({
    TargetGroupArn: service.slots[slot].targetGroup,
    Weight: weights[slot],
  }));
  const weightOf = (group: TargetGroupTuple): TargetGroupTuple =>
    own.find(({ TargetGroupArn }) => TargetGroupArn === group.TargetGroupArn) ?? { ...group, Weight: 0 };
  const gone = own.filter((one) => !before.some(({ TargetGroupArn }) => TargetGroupArn === one.TargetGroupArn));
  return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups: [...before.map(weightOf), ...gone] } };
}
