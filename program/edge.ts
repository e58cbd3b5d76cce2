import * as pulumi from "@pulumi/pulumi";
import { SharedLoadBalancer } from "../components/shared-load-balancer";
import type { Guest } from "../core/flow";
import type { SharedOutputs } from "../core/outputs";
import type { Settings } from "../core/settings";
import { namesOf, type Common } from "./common";
import { ownEntrance, type Entrance } from "./entrance";
import type { Foundation } from "./foundation";

/** The way in: what stands between users and tasks. */
export function edge(
  settings: Settings,
  common: Common,
  ground: Foundation,
  host: SharedOutputs | undefined,
): Entrance {
  const { guest } = settings.environment;
  return host === undefined || guest === undefined
    ? ownEntrance(settings, common, ground)
    : sharedEntrance(settings, common, host, guest);
}

/** A guest comes in by its host's load balancer. */
function sharedEntrance(settings: Settings, common: Common, host: SharedOutputs, { pullRequest }: Guest): Entrance {
  const { loadBalancer, secure } = host;
  const { ingress } = settings;
  return new SharedLoadBalancer(namesOf(settings)("web"), { ...common, ingress, loadBalancer, secure, pullRequest });
}

export type Edge = Entrance;

/** What guests of this environment are told; undefined in one that is a guest itself. */
export const sharedOf = (
  { vpcId, subnetIds }: Foundation,
  { shared, secure }: Edge,
  { guestsBoundary: boundary }: Common,
): pulumi.Output<SharedOutputs> | undefined =>
  shared &&
  pulumi.output({ vpcId, subnetIds, loadBalancer: shared, ...(secure && { secure }), ...(boundary && { boundary }) });
