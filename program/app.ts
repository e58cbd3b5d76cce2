import { Autoscaling } from "../components/autoscaling";
import { Cluster } from "../components/cluster";
import { Slot } from "../components/slot";
import { TaskRoles } from "../components/task-roles";
import { Traffic } from "../components/traffic";
import { settingsHash } from "../core/container";
import type { OwnershipPlan } from "../core/ownership";
import type { Slot as SlotName } from "../core/release";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { namesOf, type Common } from "./common";
import type { Edge } from "./edge";
import type { Foundation } from "./foundation";
import type { Secrets } from "./secrets";

/** Where the tasks of both slots run. */
export function cluster(settings: Settings, common: Common, ground: Foundation, web: Edge): Cluster {
  const { containerInsights } = tierSizes[settings.tier];
  const { vpcId, keyArn } = ground;
  return new Cluster(namesOf(settings)("cluster"), {
    ...common,
    ...{ vpcId, keyArn, containerInsights },
    logPath: `/${common.path}`,
    logRetentionDays: settings.logs.retentionDays,
    loadBalancerSecurityGroupId: web.securityGroupId,
  });
}

interface Surroundings {
  readonly ground: Foundation;
  readonly web: Edge;
  readonly home: Cluster;
  readonly vault: Secrets;
}

/** The app itself: two slots, and the rules that split the traffic between them. */
export function app(
  settings: Settings,
  common: Common,
  plan: OwnershipPlan,
  { ground, web, home, vault }: Surroundings,
) {
  const name = namesOf(settings);
  const { environment, services, variables, plannedLoad } = settings;
  const { vpcId, subnetIds, keyArn } = ground;
  const { arn: clusterArn, clusterName, securityGroupId, logGroups, sessionLogGroup } = home;
  const { listenerArn, hostName, testToken, arnSuffix: loadBalancerSuffix } = web;
  const records = { logGroups, sessionLogGroup, shell: settings.shell };
  const roles = new TaskRoles(name("roles"), { ...common, ...records, secrets: vault.entries, keyArn });
  const { executionRoleArn, taskRoleArns } = roles;

  const opened = { shell: settings.shell !== undefined };
  const tasks = { clusterArn, subnetIds, securityGroupId, executionRoleArn, taskRoleArns, logGroups };
  const contents = { environment: environment.name, variables, secrets: vault.variables };
  const started = {
    environment: environment.name,
    region: settings.region,
    variables,
    secrets: Object.keys(vault.variables),
  };
  const shipped = Object.fromEntries(services.map((one) => [one.name, settingsHash({ ...started, service: one })]));
  const entrance = { listenerArn, pullRequest: environment.guest?.pullRequest };
  const place = { ...common, ...opened, ...tasks, ...contents, ...entrance, vpcId, testToken, settings: shipped };

  const slotOf = (slot: SlotName) => {
    const own = { slot, plan: plan.slots[slot] };
    const { backends } = new Slot(name(slot), { ...place, ...own });
    const scaled = { ...common, ...own, backends, plannedLoad, clusterName, loadBalancerSuffix };
    // In every tier: bounds that came later than their service would not be the record's.
    const { targets } = new Autoscaling(name(`${slot}-autoscaling`), scaled);
    return { plan: own.plan, backends, targets };
  };
  const slots = { blue: slotOf("blue"), green: slotOf("green") };
  const backends = { blue: slots.blue.backends, green: slots.green.backends };
  const traffic = new Traffic(name("traffic"), { ...common, ...entrance, hostName, plan: plan.traffic, backends });
  return { backends, slots, services: traffic.services, settings: shipped, executionRoleArn };
}

export type App = ReturnType<typeof app>;
