import type { Outputs } from "../../core/outputs";
import type { Slot } from "../../core/release";
import { testRouteHeader } from "../../core/routing";
import type { Endpoint } from "../workspace";
import { clientSettings, promptly } from "./aws";

/**
 * What the test route's header has to say for one slot, taken from the load balancer's own rule: who may read its rules
 * may know it, nothing of the state has to be decrypted for it, and it is the one that works. Never to be shown.
 * Undefined where the slot has no such rule.
 */
export async function readTestRoute(
  endpoint: Endpoint | undefined,
  { region, services }: Pick<Outputs, "region" | "services">,
  slot: Slot,
): Promise<string | undefined> {
  const sdk = await import("@aws-sdk/client-elastic-load-balancing-v2");
  const client = new sdk.ElasticLoadBalancingV2Client({ ...clientSettings(endpoint, region), ...promptly });
  const [first] = Object.values(services);
  if (first === undefined) return undefined;
  try {
    for await (const { Rules = [] } of sdk.paginateDescribeRules({ client }, { ListenerArn: listenerOf(first.rule) })) {
      const rule = Rules.find(({ Actions = [] }) =>
        Actions.some(({ TargetGroupArn }) => TargetGroupArn === first.slots[slot].targetGroup),
      );
      const condition = rule?.Conditions?.find(
        ({ HttpHeaderConfig }) => HttpHeaderConfig?.HttpHeaderName?.toLowerCase() === testRouteHeader,
      );
      if (condition !== undefined) return condition.HttpHeaderConfig?.Values?.[0];
    }
    return undefined;
  } finally {
    client.destroy();
  }
}

/** A rule's ARN is its listener's with one more part (AWS: `listener-rule/app/NAME/BALANCER/LISTENER/RULE`). */
const listenerOf = (rule: string): string => rule.replace(":listener-rule/", ":listener/").replace(/\/[^/]+$/, "");
