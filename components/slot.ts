import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../core/config/services";
import { containerDefinition, taskSettings } from "../core/container";
import { loadBalancerNameLimit, replaceableName } from "../core/names";
import { manningOf, type SlotPart, type SlotPlan } from "../core/ownership";
import type { Slot as SlotName } from "../core/release";
import { rulePriority, testRouteHeader, testRouteValue } from "../core/routing";
import { tasksAt } from "../core/scaling";
import { named, recordTags, releaseTags, type Tags } from "../core/tags";
import { taskContents } from "./shared/task-contents";

export interface SlotArgs {
  readonly slot: SlotName;
  readonly plan: SlotPlan;
  readonly services: readonly ServiceSettings[];
  readonly environment: string;
  readonly region: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Hash of what its tasks are started with, by service. */
  readonly settings: Readonly<Record<string, string>>;
  readonly protect: boolean;
  /** Whether an emergency shell into tasks is open. */
  readonly shell: boolean;
  /** ARN of the vault's entry by variable name. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly securityGroupId: pulumi.Input<string>;
  readonly listenerArn: pulumi.Input<string>;
  readonly testToken: pulumi.Input<string>;
  /** Number of the guest that it is on a shared load balancer. */
  readonly pullRequest: number | undefined;
  readonly clusterArn: pulumi.Input<string>;
  readonly executionRoleArn: pulumi.Input<string>;
  /** By service. */
  readonly taskRoleArns: Readonly<Record<string, pulumi.Input<string>>>;
  /** By service. */
  readonly logGroups: Readonly<Record<string, cloudwatch.LogGroup>>;
  readonly tags: Tags;
}

/** One service of one slot, ready to take requests. */
export interface Backend {
  readonly service: ecs.Service;
  readonly targetGroup: lb.TargetGroup;
}

/** What the load balancer knows of a group cannot change: other values make another group. */
const groupIdentity = { port: 80, protocol: "HTTP", targetType: "ip" };

/**
 * One complete copy of the app: every service with its own tasks, target group and test route. What runs in it is the
 * record's: registered to seed a new stack, then left alone until a request lifts the ownership of this very slot.
 */
export class Slot extends pulumi.ComponentResource {
  /** By service. */
  readonly backends: Readonly<Record<string, Backend>>;

  constructor(name: string, args: SlotArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:slots:Slot", name, {}, opts);
    const child = { parent: this };
    const guarded = { ...child, protect: args.protect };
    const owned = (properties: Owned) => ({ ignoreChanges: keptBy(properties, args.plan) });

    this.backends = Object.fromEntries(args.services.map((service) => [service.name, createBackend(service)]));
    this.registerOutputs();

    function createBackend(service: ServiceSettings): Backend {
      const targetGroup = createTargetGroup(service);
      const testRoute = createTestRoute(service, targetGroup);
      const taskDefinition = createTaskDefinition(service);
      return { targetGroup, service: createService(service, taskDefinition, targetGroup, testRoute) };
    }

    function createTargetGroup(service: ServiceSettings): lb.TargetGroup {
      const group = `${name}-${service.name}`;
      return new lb.TargetGroup(
        group,
        {
          name: replaceableName([group], groupIdentity, loadBalancerNameLimit),
          ...groupIdentity,
          vpcId: args.vpcId,
          // As long as the slowest request may take in any tier (API_TIMEOUT).
          deregistrationDelay: 30,
          healthCheck: {
            path: service.healthPath,
            matcher: "200",
            interval: 10,
            timeout: 5,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
          },
          tags: tagsOf(group, service),
        },
        { ...guarded, ...owned(ownedByRecord.targetGroup) },
      );
    }

    /** Reaches the slot whatever its share; it also ties the group to the load balancer, which ECS insists on. */
    function createTestRoute(service: ServiceSettings, targetGroup: lb.TargetGroup): lb.ListenerRule {
      const rule = `${name}-${service.name}-test`;
      const value = pulumi.output(args.testToken).apply((token) => testRouteValue(args.slot, token));
      return new lb.ListenerRule(
        rule,
        {
          listenerArn: args.listenerArn,
          priority: rulePriority(args.slot, args.services, service.name, args.pullRequest),
          conditions: [
            { httpHeader: { httpHeaderName: testRouteHeader, values: [value] } },
            { pathPattern: { values: [...service.paths] } },
          ],
          actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
          tags: tagsOf(rule, service),
        },
        guarded,
      );
    }

    function createTaskDefinition(service: ServiceSettings): ecs.TaskDefinition {
      const family = `${name}-${service.name}`;
      const { release, evidence, revision } = args.plan;
      const logGroup = args.logGroups[service.name]?.name ?? "";
      const { slot, environment, region, variables, secrets } = args;
      return new ecs.TaskDefinition(
        family,
        {
          family,
          ...taskSettings(service),
          executionRoleArn: args.executionRoleArn,
          taskRoleArn: args.taskRoleArns[service.name],
          containerDefinitions: pulumi.jsonStringify([
            containerDefinition<pulumi.Input<string>>({
              ...{ service, slot, release, environment, region, variables, secrets, logGroup },
            }),
          ]),
          tags: {
            ...tagsOf(family, service),
            ...releaseTags(release, evidence),
            [recordTags.settings]: args.settings[service.name] ?? "",
            [recordTags.revision]: String(revision),
          },
        },
        { ...child, ...owned(ownedByRecord.taskDefinition) },
      );
    }

    function createService(
      service: ServiceSettings,
      taskDefinition: ecs.TaskDefinition,
      targetGroup: lb.TargetGroup,
      testRoute: lb.ListenerRule,
    ): ecs.Service {
      const serviceName = `${name}-${service.name}`;
      return new ecs.Service(
        serviceName,
        {
          name: serviceName,
          cluster: args.clusterArn,
          taskDefinition: taskDefinition.arn,
          desiredCount: tasksAt(manningOf(args.plan, service.name), service.instances),
          launchType: "FARGATE",
          platformVersion: "LATEST",
          networkConfiguration: {
            subnets: args.subnetIds,
            securityGroups: [args.securityGroupId],
            assignPublicIp: false,
          },
          loadBalancers: [
            { targetGroupArn: targetGroup.arn, containerName: service.name, containerPort: service.port },
          ],
          deploymentMinimumHealthyPercent: 100,
          deploymentMaximumPercent: 200,
          deploymentCircuitBreaker: { enable: true, rollback: true },
          healthCheckGracePeriodSeconds: 60,
          waitForSteadyState: true,
          // For tasks that start from now on; what they may do with it, and until when, their role says.
          enableExecuteCommand: args.shell,
          propagateTags: "TASK_DEFINITION",
          tags: tagsOf(serviceName, service),
        },
        { ...guarded, ...owned(ownedByRecord.service), dependsOn: testRoute },
      );
    }

    function tagsOf(resource: string, service: ServiceSettings): Record<string, string> {
      return named(args.tags, resource, { [recordTags.slot]: args.slot, [recordTags.service]: service.name });
    }
  }
}

const recordTag = (key: string): string => `tags["${key}"]`;

const { release, commit, verified, approvals, settings, revision } = recordTags;

type Owned = Readonly<Partial<Record<SlotPart, readonly string[]>>>;

const keptBy = (properties: Owned, { lifted }: SlotPlan): string[] =>
  Object.entries(properties).flatMap(([part, names]) => (lifted.includes(part as SlotPart) ? [] : names));

/** What only a request for the slot may change. A new setting of the container waits here for the next deploy. */
const ownedByRecord = {
  targetGroup: { contents: ["healthCheck"] },
  taskDefinition: {
    contents: [...taskContents, ...[release, commit, verified, approvals, settings, revision].map(recordTag)],
  },
  // The container's port stands in `loadBalancers`, and must be the task definition's.
  service: { contents: ["loadBalancers", "taskDefinition"], tasks: ["desiredCount"] },
} as const satisfies Record<string, Owned>;
