import { LoadBalancer } from "../components/load-balancer";
import type { Settings } from "../core/settings";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";

/** The way in: what stands between users and tasks. */
export function edge(settings: Settings, common: Common, { vpcId, publicSubnetIds }: Foundation) {
  const name = namesOf(settings);
  const { ingress } = settings;
  return new LoadBalancer(name("web"), { ...common, ingress, vpcId, subnetIds: publicSubnetIds });
}

export type Edge = ReturnType<typeof edge>;
