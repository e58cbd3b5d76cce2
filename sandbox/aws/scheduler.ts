import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { arn, between, integer, json, length, matches, oneOf, type Rule } from "../provider/rules";
import { letsIn } from "./access";
import { ROLE } from "./iam";
import { arnOf, idIs, text } from "./ids";
import { byKey } from "./kms";
import { schedule, timeZone } from "./schedules";

const GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup";

const name: readonly Rule[] = [
  length(1, 64),
  matches(/^[0-9a-zA-Z-_.]+$/, "must contain only letters, digits, hyphens, underscores and dots"),
];

const UNIVERSAL = /^arn:aws:scheduler:::aws-sdk:[a-z0-9]+:[a-z][A-Za-z0-9]+$/;
const TEMPLATED =
  /^arn:aws[\w-]*:(ecs|lambda|sns|sqs|states|events|kinesis|firehose|codebuild|codepipeline|inspector|sagemaker):/;

/** Calls that only look are no targets: nobody would read what they answer. */
const READING =
  /:(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet)[A-Z]/;

const target: Rule = (value, path) => {
  const given = text(value);
  if (!UNIVERSAL.test(given) && !TEMPLATED.test(given))
    return `"${path}": Provided Arn is not in correct format: ${given}`;
  return READING.test(given) ? `"${path}": ${given} only reads, which is not a target` : undefined;
};

export const scheduler: readonly Model[] = [
  {
    type: GROUP,
    cfn: "AWS::Scheduler::ScheduleGroup",
    id: idIs("name"),
    assigned: ({ name: given }, context) => ({
      arn: arnOf("scheduler", context, `schedule-group/${text(given)}`),
      creationDate: context.now.toISOString(),
      lastModificationDate: context.now.toISOString(),
      state: "ACTIVE",
    }),
    autoname: { property: "name", maxLength: 64 },
    fills: { namePrefix: "" },
    rules: { name },
    replaceOn: ["name", "namePrefix"],
    unique: [{ by: ["name"], code: "ConflictException" }],
  },
  {
    type: "aws:scheduler/schedule:Schedule",
    cfn: "AWS::Scheduler::Schedule",
    id: ({ groupName, name: given }) => `${text(groupName)}/${text(given)}`,
    assigned: ({ groupName, name: given }, context) => ({
      arn: arnOf("scheduler", context, `schedule/${text(groupName)}/${text(given)}`),
    }),
    autoname: { property: "name", maxLength: 64 },
    defaults: {
      groupName: "default",
      scheduleExpressionTimezone: "UTC",
      state: "ENABLED",
      "target.retryPolicy.maximumEventAgeInSeconds": 86_400,
      "target.retryPolicy.maximumRetryAttempts": 185,
    },
    fills: { namePrefix: "", actionAfterCompletion: "NONE" },
    json: { "target.input": "document" },
    rules: {
      name,
      description: [length(0, 512)],
      scheduleExpression: [length(1, 256), schedule],
      scheduleExpressionTimezone: [length(1, 50), timeZone],
      state: [oneOf("ENABLED", "DISABLED")],
      actionAfterCompletion: [oneOf("NONE", "DELETE")],
      "flexibleTimeWindow.mode": [oneOf("OFF", "FLEXIBLE")],
      "flexibleTimeWindow.maximumWindowInMinutes": [integer, between(1, 1440)],
      "target.arn": [target],
      "target.roleArn": [arn],
      "target.input": [json],
      "target.retryPolicy.maximumEventAgeInSeconds": [integer, between(60, 86_400)],
      "target.retryPolicy.maximumRetryAttempts": [integer, between(0, 185)],
    },
    check: ({ flexibleTimeWindow }) => {
      const { mode, maximumWindowInMinutes: window } = (flexibleTimeWindow ?? {}) as Properties;
      const wrong =
        (mode === "FLEXIBLE" && window === undefined && "a flexible window needs its length in minutes") ||
        (mode === "OFF" && window !== undefined && "a window that is off has no length");
      return wrong ? [{ path: "flexibleTimeWindow", reason: wrong }] : [];
    },
    replaceOn: ["name", "namePrefix", "groupName"],
    unique: [{ by: ["name", "groupName"], code: "ConflictException" }],
    references: [
      {
        path: "groupName",
        type: GROUP,
        by: ["name"],
        missing: "ResourceNotFoundException",
        owned: true,
        except: /^default$/,
      },
      { path: "target.roleArn", type: ROLE, by: ["arn"], missing: "ValidationException" },
      byKey("kmsKeyArn", "ValidationException"),
    ],
    refuseCreate: refuseRole,
    refuseUpdate: (inputs, _, context) => refuseRole(inputs, context),
  },
];

/** The service takes on the role before it answers, in the name of the schedule's group. */
function refuseRole({ groupName, target: given }: Properties, context: Context): void {
  const { roleArn } = given as Properties;
  const role = context.cloud.list(ROLE).find(({ outputs }) => outputs["arn"] === roleArn);
  const call = {
    service: "scheduler.amazonaws.com",
    action: "sts:AssumeRole",
    resource: "",
    context: {
      "aws:SourceAccount": context.account,
      "aws:SourceArn": arnOf("scheduler", context, `schedule-group/${text(groupName)}`),
    },
  };
  if (role && letsIn(text(role.inputs["assumeRolePolicy"]), call)) return;
  throw new ApiError(
    "ValidationException",
    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  );
}
