import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { arn, between, integer, length, matches, oneOf, type Rule } from "../provider/rules";
import { containerProblems, normalContainers, valueFroms } from "./containers";
import { behindGroups, inSubnets } from "./network";
import { fargateProblems } from "./fargate";
import { ROLE } from "./iam";
import { arnOf, idIs, idIsArn, text } from "./ids";
import { balancersOf, TARGET_GROUP } from "./lb";

export const CLUSTER = "aws:ecs/cluster:Cluster";
export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
export const SERVICE = "aws:ecs/service:Service";

const name: readonly Rule[] = [
  length(1, 255),
  matches(/^[A-Za-z0-9_-]+$/, "must contain only letters, numbers, underscores and hyphens"),
];

/** AWS keeps deregistered revisions as INACTIVE, and never uses a number again. */
const FOREVER = new Date("9999-12-31T00:00:00Z");

export const ecs: readonly Model[] = [
  {
    type: CLUSTER,
    cfn: "AWS::ECS::Cluster",
    id: idIsArn,
    importIds: ({ inputs }) => [text(inputs["name"])],
    assigned: (inputs, context) => ({ arn: arnOf("ecs", context, `cluster/${text(inputs["name"])}`) }),
    autoname: { property: "name", maxLength: 255 },
    fills: { settings: [{ name: "containerInsights", value: "disabled" }] },
    rules: {
      name,
      "settings.name": [oneOf("containerInsights")],
      "settings.value": [oneOf("enabled", "disabled", "enhanced")],
    },
    replaceOn: ["name"],
    unique: [{ by: ["name"], code: "ClusterAlreadyExistsException" }],
  },
  {
    type: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    cfn: "AWS::ECS::ClusterCapacityProviderAssociations",
    id: idIs("clusterName"),
    rules: {
      capacityProviders: [eachOf("FARGATE", "FARGATE_SPOT")],
      "defaultCapacityProviderStrategies.weight": [integer, between(0, 1000)],
      "defaultCapacityProviderStrategies.base": [integer, between(0, 100000)],
    },
    replaceOn: ["clusterName"],
    unique: [{ by: ["clusterName"], code: "ResourceInUseException" }],
    references: [
      { path: "clusterName", type: CLUSTER, by: ["name"], missing: "ClusterNotFoundException", owned: true },
    ],
  },
  {
    type: TASK_DEFINITION,
    cfn: "AWS::ECS::TaskDefinition",
    id: idIsArn,
    shownId: ({ inputs }) => text(inputs["family"]),
    importIds: ({ outputs }) => [text(outputs["arn"]), `${text(outputs["family"])}:${text(outputs["revision"])}`],
    assigned: ({ family }, context) => {
      const revision = 1 + lastRevision(text(family), context);
      const arnWithoutRevision = arnOf("ecs", context, `task-definition/${text(family)}`);
      return { arn: `${arnWithoutRevision}:${revision}`, arnWithoutRevision, revision };
    },
    derived: ({ containerDefinitions }) => ({ containerDefinitions: normalContainers(text(containerDefinitions)) }),
    defaults: { skipDestroy: false, trackLatest: false },
    fills: { networkMode: "bridge", enableFaultInjection: false },
    json: { containerDefinitions: "document" },
    rules: {
      family: name,
      networkMode: [oneOf("bridge", "host", "awsvpc", "none")],
      executionRoleArn: [arn],
      taskRoleArn: [arn],
      requiresCompatibilities: [eachOf("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES")],
      "ephemeralStorage.sizeInGib": [integer, between(21, 200)],
      "runtimePlatform.cpuArchitecture": [oneOf("X86_64", "ARM64")],
      pidMode: [oneOf("host", "task")],
    },
    check: (inputs) => [...fargateProblems(inputs), ...containerProblems(inputs)],
    replaceOn: { allBut: ["tags", "skipDestroy", "trackLatest"] },
    references: ["executionRoleArn", "taskRoleArn"].map((path) => ({
      path,
      type: ROLE,
      by: ["arn"],
      missing: "ClientException",
    })),
    departsUntil: () => FOREVER,
  },
  {
    type: SERVICE,
    cfn: "AWS::ECS::Service",
    id: idIsArn,
    importIds: ({ inputs }) => [`${nameIn(inputs["cluster"])}/${text(inputs["name"])}`],
    assigned: ({ cluster, name: service }, context) => ({
      arn: arnOf("ecs", context, `service/${nameIn(cluster)}/${text(service)}`),
    }),
    autoname: { property: "name", maxLength: 255 },
    defaults: {
      deploymentMaximumPercent: 200,
      deploymentMinimumHealthyPercent: 100,
      enableEcsManagedTags: false,
      enableExecuteCommand: false,
      schedulingStrategy: "REPLICA",
      waitForSteadyState: false,
      "networkConfiguration.assignPublicIp": false,
    },
    fills: {
      availabilityZoneRebalancing: "ENABLED",
      iamRole: "",
      launchType: "EC2",
      platformVersion: "LATEST",
      triggers: {},
    },
    rules: {
      name,
      launchType: [oneOf("EC2", "FARGATE", "EXTERNAL")],
      schedulingStrategy: [oneOf("REPLICA", "DAEMON")],
      propagateTags: [oneOf("SERVICE", "TASK_DEFINITION", "NONE")],
      desiredCount: [integer, between(0, 5000)],
      healthCheckGracePeriodSeconds: [integer, between(0, 2147483647)],
      deploymentMaximumPercent: [between(0, 10000)],
      deploymentMinimumHealthyPercent: [between(0, 100)],
      "loadBalancers.containerPort": [between(0, 65536)],
      "deploymentController.type": [oneOf("ECS", "CODE_DEPLOY", "EXTERNAL")],
      "capacityProviderStrategies.weight": [between(0, 1000)],
    },
    check: ({ launchType, capacityProviderStrategies, desiredCount, schedulingStrategy }) => [
      ...(launchType !== undefined && capacityProviderStrategies !== undefined
        ? [
            {
              path: "launchType",
              reason:
                "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again",
            },
          ]
        : []),
      ...(schedulingStrategy === "DAEMON" && desiredCount !== undefined
        ? [
            {
              path: "desiredCount",
              reason: "The daemon scheduling strategy does not support a desired count for services",
            },
          ]
        : []),
    ],
    replaceOn: ["name", "cluster", "launchType", "schedulingStrategy", "iamRole", "deploymentController"],
    unique: [{ by: ["name", "cluster"], code: "InvalidParameterException" }],
    references: [
      {
        path: "cluster",
        type: CLUSTER,
        by: ["arn", "name"],
        missing: "ClusterNotFoundException",
        blocks: "ClusterContainsServicesException",
      },
      { path: "loadBalancers.targetGroupArn", type: TARGET_GROUP, by: ["arn"], missing: "InvalidParameterException" },
      inSubnets("networkConfiguration.subnets"),
      behindGroups("networkConfiguration.securityGroups"),
    ],
    refuseCreate: refuseService,
    refuseUpdate: (inputs, _, context) => refuseService(inputs, context),
  },
];

/** A cluster's or task family's name, given as such or as an ARN. */
export const nameIn = (value: unknown): string => text(value).split("/").at(-1) ?? "";

function eachOf(...allowed: readonly string[]): Rule {
  return (value, path) => {
    const wrong = (value as unknown[]).find((item) => typeof item === "string" && !allowed.includes(item));
    return wrong === undefined ? undefined : oneOf(...allowed)(wrong, path);
  };
}

function lastRevision(family: string, { cloud, now }: Context): number {
  const known = [...cloud.list(TASK_DEFINITION), ...cloud.departed(TASK_DEFINITION, now)];
  return Math.max(
    0,
    ...known.filter((each) => each.inputs["family"] === family).map((each) => Number(each.outputs["revision"])),
  );
}

/** What ECS finds when it looks at all that a service names: its task definition, target groups and secrets. */
function refuseService(inputs: Properties, context: Context): void {
  const definition = context.cloud
    .list(TASK_DEFINITION)
    .filter(({ outputs }) => {
      const { arn: own, family, revision } = outputs;
      return [own, family, `${text(family)}:${text(revision)}`].includes(inputs["taskDefinition"]);
    })
    .at(-1);
  if (inputs["taskDefinition"] !== undefined && !definition) {
    throw new ApiError("ClientException", `TaskDefinition not found: ${text(inputs["taskDefinition"])}`);
  }
  const containers = definition ? (JSON.parse(text(definition.inputs["containerDefinitions"])) as Properties[]) : [];
  for (const { targetGroupArn, containerName, containerPort } of (inputs["loadBalancers"] ?? []) as Properties[]) {
    if (targetGroupArn !== undefined && balancersOf(text(targetGroupArn), context).length === 0) {
      throw new ApiError(
        "InvalidParameterException",
        `The target group with targetGroupArn ${text(targetGroupArn)} does not have an associated load balancer`,
      );
    }
    const container = containers.find((each) => each["name"] === containerName);
    const ports = ((container?.["portMappings"] ?? []) as Properties[]).map((each) => each["containerPort"]);
    if (definition && !ports.includes(containerPort)) {
      throw new ApiError(
        "InvalidParameterException",
        `The container ${text(containerName)} did not have a container port ${text(containerPort)} defined`,
      );
    }
  }
  const network = (definition?.inputs["networkMode"] ?? "bridge") as string;
  if (definition && (network === "awsvpc") !== (inputs["networkConfiguration"] !== undefined)) {
    throw new ApiError(
      "InvalidParameterException",
      network === "awsvpc"
        ? "Network Configuration must be provided when networkMode 'awsvpc' is specified"
        : `Network Configuration is not valid for the given networkMode (${network}) of this task definition`,
    );
  }
  for (const valueFrom of valueFroms(containers)) {
    const secretArn = valueFrom.split(":").slice(0, 7).join(":");
    if (!/:secretsmanager:/.test(valueFrom)) continue;
    const exists = context.cloud.list("aws:secretsmanager/secret:Secret").some((each) => secretArn.startsWith(each.id));
    if (!exists) {
      throw new ApiError("ResourceNotFoundException", `Secrets Manager can't find the specified secret: ${valueFrom}`);
    }
  }
}
