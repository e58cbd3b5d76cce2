import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import { Cache } from "./components/cache";
import { Cluster } from "./components/cluster";
import { Database } from "./components/database";
import { EncryptionKey } from "./components/encryption-key";
import { LoadBalancer } from "./components/load-balancer";
import { Network } from "./components/network";
import { Slot } from "./components/slot";
import { TaskRoles } from "./components/task-roles";
import { Traffic } from "./components/traffic";
import { Vault } from "./components/vault";
import type { Outputs } from "./core/outputs";
import { planOwnership } from "./core/ownership";
import { environmentTags } from "./core/tags";
import { tierSizes } from "./core/tiers";
import { recordedRevision } from "./program/record";
import { readSettings } from "./program/settings";

/** One environment: the program of every stack. */
export = async (): Promise<{ [Name in keyof Outputs]: pulumi.Input<Outputs[Name]> }> => {
  const settings = readSettings();
  const { environment, flow, tier, region, services, ingress, variables, request } = settings;
  const { protected: protect, recoveryDays, containerInsights } = tierSizes[tier];
  const plan = planOwnership(settings.initialRelease, request, request && (await recordedRevision()));
  if (plan.ignored !== undefined) await pulumi.log.warn(plan.ignored);

  const { accountId } = getCallerIdentityOutput();
  const path = `promenade/${environment.name}`;
  const name = (thing: string): string => `${environment.name}-${thing}`;
  const common = { tags: environmentTags(flow, environment), region, protect, services };

  const network = new Network(name("network"), { ...common, ...settings.network });
  const { vpcId, publicSubnetIds, privateSubnetIds: subnetIds } = network;
  const { arn: keyArn } = new EncryptionKey(name("key"), { ...common, accountId, logGroups: `/${path}/*` });
  const web = new LoadBalancer(name("web"), { ...common, ingress, vpcId, subnetIds: publicSubnetIds });
  const { listenerArn, testToken, securityGroupId: loadBalancerSecurityGroupId } = web;
  const logs = { logPath: `/${path}`, logRetentionDays: settings.logs.retentionDays, containerInsights };
  const cluster = new Cluster(name("cluster"), { ...common, ...logs, vpcId, keyArn, loadBalancerSecurityGroupId });
  const { arn: clusterArn, securityGroupId, logGroups } = cluster;

  const store = { ...common, vpcId, subnetIds, keyArn, clientSecurityGroupId: securityGroupId };
  const database = settings.database && new Database(name("database"), { ...store, size: settings.database });
  const cache = settings.cache && new Cache(name("cache"), { ...store, size: settings.cache });
  const entries = { generated: ["JWT_SECRET", "API_KEY"], given: { ...database?.secrets, ...cache?.secrets } };
  const { arns: secrets } = new Vault(name("vault"), { ...common, ...entries, path, keyArn, recoveryDays });
  const roles = new TaskRoles(name("roles"), { ...common, accountId, logGroups, secrets, keyArn });
  const { executionRoleArn, taskRoleArns } = roles;

  const tasks = { clusterArn, subnetIds, securityGroupId, executionRoleArn, taskRoleArns, logGroups };
  const contents = { environment: environment.name, variables, secrets };
  const place = { ...common, ...tasks, ...contents, vpcId, listenerArn, testToken };
  const blue = new Slot(name("blue"), { ...place, slot: "blue", plan: plan.slots.blue });
  const green = new Slot(name("green"), { ...place, slot: "green", plan: plan.slots.green });
  const backends = { blue: blue.backends, green: green.backends };
  const traffic = new Traffic(name("traffic"), { ...common, plan: plan.traffic, backends, listenerArn });

  const outputs = { flow, tier, region, url: web.url, cluster: cluster.clusterName, services: traffic.services };
  return { environment: environment.name, ...outputs };
};
