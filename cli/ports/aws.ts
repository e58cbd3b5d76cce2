import type { Outputs, SlotOutputs } from "../../core/outputs";
import { slots, type Slot, type Weights } from "../../core/release";
import type { Observed } from "../../core/status";
import type { Endpoint } from "../workspace";

// The SDK's notice about Node.js versions that it will ask for one day is its maintainers' business, not our users'.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Settings of any AWS client: the local cloud's API where there is one, else the user's own way to AWS. */
export const clientSettings = (endpoint: Endpoint | undefined, region: string) => ({
  region,
  ...(endpoint === undefined
    ? {}
    : {
        endpoint: endpoint.url,
        credentials: { accessKeyId: endpoint.token, secretAccessKey: endpoint.token },
        maxAttempts: 2,
      }),
});

/** Looks at an environment's live weights and target health. @throws what the SDK throws when the cloud is away. */
export async function observe(endpoint: Endpoint | undefined, { region, services }: Outputs): Promise<Observed> {
  const elb = await import("@aws-sdk/client-elastic-load-balancing-v2");
  const client = new elb.ElasticLoadBalancingV2Client(clientSettings(endpoint, region));
  const healthyOf = async ({ targetGroup }: SlotOutputs): Promise<number> => {
    const command = new elb.DescribeTargetHealthCommand({ TargetGroupArn: targetGroup });
    const { TargetHealthDescriptions = [] } = await client.send(command);
    return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy").length;
  };
  const weightsOf = async (rule: string, groups: Readonly<Record<Slot, SlotOutputs>>): Promise<Weights> => {
    const { Rules = [] } = await client.send(new elb.DescribeRulesCommand({ RuleArns: [rule] }));
    const targets = Rules.flatMap(({ Actions = [] }) => Actions).flatMap(
      (one) => one.ForwardConfig?.TargetGroups ?? [],
    );
    const share = (slot: Slot): number =>
      targets.find(({ TargetGroupArn }) => TargetGroupArn === groups[slot].targetGroup)?.Weight ?? 0;
    return { blue: share("blue"), green: share("green") };
  };
  try {
    const named = Object.entries(services);
    const weights = await Promise.all(
      named.map(async ([name, one]) => [name, await weightsOf(one.rule, one.slots)] as const),
    );
    const healthy = await Promise.all(
      slots.map(async (slot) => {
        const counts = await Promise.all(named.map(([, one]) => healthyOf(one.slots[slot])));
        return [slot, counts.reduce((sum, count) => sum + count, 0)] as const;
      }),
    );
    return { weights: Object.fromEntries(weights), healthy: Object.fromEntries(healthy) as Observed["healthy"] };
  } finally {
    client.destroy();
  }
}
