import { randomUUID } from "node:crypto";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { between, integer, length, oneOf } from "../provider/rules";
import type { Properties } from "../cloud";
import { nameIn, SERVICE } from "./ecs";
import { arnOf, idIs, idIsArn, text } from "./ids";
import { schedule, timeZone } from "./schedules";

const TARGET = "aws:appautoscaling/target:Target";

const scaled = ({ serviceNamespace, resourceId, scalableDimension }: Properties): string =>
  [serviceNamespace, resourceId, scalableDimension].map(text).join("/");

const SCALED = ["resourceId", "scalableDimension", "serviceNamespace"];

const ofTarget = {
  path: "resourceId",
  type: TARGET,
  by: ["resourceId"],
  missing: "ObjectNotFoundException",
  owned: true,
} as const;

export const appautoscaling: readonly Model[] = [
  {
    type: TARGET,
    cfn: "AWS::ApplicationAutoScaling::ScalableTarget",
    id: idIs("resourceId"),
    importIds: ({ inputs }) => [scaled(inputs)],
    assigned: (_, context) => ({
      arn: arnOf("application-autoscaling", context, `scalable-target/${randomUUID()}`),
      roleArn: arnOf(
        "iam",
        context,
        "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
      ),
    }),
    fills: {
      suspendedState: {
        dynamicScalingInSuspended: false,
        dynamicScalingOutSuspended: false,
        scheduledScalingSuspended: false,
      },
    },
    rules: {
      minCapacity: [integer, between(0, 5000)],
      maxCapacity: [integer, between(0, 5000)],
      serviceNamespace: [oneOf("ecs", "rds", "elasticache")],
    },
    check: ({ minCapacity, maxCapacity }) =>
      Number(minCapacity) > Number(maxCapacity)
        ? [
            {
              path: "maxCapacity",
              reason: `Maximum capacity cannot be less than minimum capacity: ${text(maxCapacity)} < ${text(minCapacity)}`,
            },
          ]
        : [],
    replaceOn: SCALED,
    unique: [{ by: SCALED, code: "ValidationException" }],
    refuseCreate: refuseUnknownService,
  },
  {
    type: "aws:appautoscaling/policy:Policy",
    cfn: "AWS::ApplicationAutoScaling::ScalingPolicy",
    id: idIsArn,
    shownId: ({ inputs }) => text(inputs["name"]),
    importIds: ({ inputs }) => [`${scaled(inputs)}/${text(inputs["name"])}`],
    assigned: ({ serviceNamespace, resourceId, name }, context) => ({
      arn: arnOf(
        "autoscaling",
        context,
        `scalingPolicy:${randomUUID()}:resource/${text(serviceNamespace)}/${text(resourceId)}:policyName/${text(name)}`,
      ),
      alarmArns: [],
    }),
    autoname: { property: "name", maxLength: 256 },
    defaults: { policyType: "StepScaling", "targetTrackingScalingPolicyConfiguration.disableScaleIn": false },
    rules: {
      name: [length(1, 256)],
      policyType: [oneOf("StepScaling", "TargetTrackingScaling", "PredictiveScaling")],
    },
    check: ({ policyType, targetTrackingScalingPolicyConfiguration }) =>
      policyType === "TargetTrackingScaling" && targetTrackingScalingPolicyConfiguration === undefined
        ? [
            {
              path: "targetTrackingScalingPolicyConfiguration",
              reason: "targetTrackingScalingPolicyConfiguration is required with the policy type TargetTrackingScaling",
            },
          ]
        : [],
    replaceOn: ["name", ...SCALED],
    unique: [{ by: ["name", ...SCALED], code: "ValidationException" }],
    references: [ofTarget],
  },
  {
    type: "aws:appautoscaling/scheduledAction:ScheduledAction",
    id: ({ name, serviceNamespace, resourceId }) => [name, serviceNamespace, resourceId].map(text).join("-"),
    assigned: ({ serviceNamespace, resourceId, name }, context) => ({
      arn: arnOf(
        "autoscaling",
        context,
        `scheduledAction:${randomUUID()}:resource/${text(serviceNamespace)}/${text(resourceId)}:scheduledActionName/${text(name)}`,
      ),
    }),
    autoname: { property: "name", maxLength: 256 },
    defaults: { timezone: "UTC" },
    rules: {
      schedule: [schedule],
      timezone: [timeZone],
      "scalableTargetAction.minCapacity": [integer, between(0, 5000)],
      "scalableTargetAction.maxCapacity": [integer, between(0, 5000)],
    },
    replaceOn: ["name", ...SCALED],
    references: [ofTarget],
  },
];

function refuseUnknownService({ serviceNamespace, resourceId }: Properties, { cloud }: Context): void {
  if (serviceNamespace !== "ecs") return;
  const exists = cloud
    .list(SERVICE)
    .some(({ inputs }) => `service/${nameIn(inputs["cluster"])}/${text(inputs["name"])}` === resourceId);
  if (!exists) throw new ApiError("ValidationException", `ECS service doesn't exist: ${text(resourceId)}`);
}
