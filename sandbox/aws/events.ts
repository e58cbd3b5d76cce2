import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { arn, between, integer, json, length, matches, oneOf } from "../provider/rules";
import type { Problem } from "../schema/validate";
import { eventPattern } from "./event-patterns";
import { arnOf, text } from "./ids";
import { schedule } from "./schedules";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

/** The bus that AWS's own services send to; the others would have to be made. */
const DEFAULT_BUS = "default";

/** Of one bus, and of one rule (AWS: EventBridge quotas). */
const MOST_RULES = 300;
const MOST_TARGETS = 5;

const onBus = ({ eventBusName }: Properties, name: string): string =>
  eventBusName === DEFAULT_BUS ? name : `${text(eventBusName)}/${name}`;

const name = [length(1, 64), matches(/^[.\-_A-Za-z0-9]+$/, "must match [.\\-_A-Za-z0-9]")];

export const events: readonly Model[] = [
  {
    type: RULE,
    cfn: "AWS::Events::Rule",
    id: (inputs) => onBus(inputs, text(inputs["name"])),
    assigned: (inputs, context) => ({ arn: arnOf("events", context, `rule/${onBus(inputs, text(inputs["name"]))}`) }),
    autoname: { property: "name", maxLength: 64 },
    defaults: { eventBusName: DEFAULT_BUS, forceDestroy: false },
    fills: { namePrefix: "", state: "ENABLED" },
    json: { eventPattern: "document" },
    rules: {
      name,
      description: [length(0, 512)],
      eventPattern: [eventPattern],
      scheduleExpression: [length(1, 256), schedule],
      roleArn: [arn],
      state: [oneOf("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")],
    },
    check: ({ eventPattern: pattern, scheduleExpression }) =>
      pattern === undefined && scheduleExpression === undefined
        ? [{ path: "eventPattern", reason: "one of `event_pattern,schedule_expression` must be specified" }]
        : [],
    replaceOn: ["name", "namePrefix", "eventBusName"],
    // AWS would overwrite the other rule without a word.
    unique: [{ by: ["name", "eventBusName"], code: "ValidationException" }],
    refuseCreate: (inputs, { cloud, region }) => {
      const { eventBusName } = inputs;
      if (eventBusName !== DEFAULT_BUS) {
        throw new ApiError("ResourceNotFoundException", `Event bus ${text(eventBusName)} does not exist.`);
      }
      if (cloud.list(RULE).filter((other) => other.region === region).length >= MOST_RULES) {
        throw new ApiError("LimitExceededException", `The bus ${DEFAULT_BUS} has ${MOST_RULES} rules`);
      }
    },
  },
  {
    type: TARGET,
    id: (inputs) => onBus(inputs, `${text(inputs["rule"])}-${text(inputs["targetId"])}`),
    importIds: ({ inputs }) => [
      `${text(inputs["rule"])}/${text(inputs["targetId"])}`,
      `${text(inputs["eventBusName"])}/${text(inputs["rule"])}/${text(inputs["targetId"])}`,
    ],
    autoname: { property: "targetId", maxLength: 64 },
    defaults: { eventBusName: DEFAULT_BUS, forceDestroy: false },
    json: { input: "document" },
    rules: {
      targetId: name,
      arn: [arn],
      roleArn: [arn],
      input: [json],
      "deadLetterConfig.arn": [arn],
      "retryPolicy.maximumEventAgeInSeconds": [integer, between(60, 86_400)],
      "retryPolicy.maximumRetryAttempts": [integer, between(0, 185)],
    },
    check: (inputs) => [...inputProblems(inputs), ...roleProblems(inputs)],
    replaceOn: ["rule", "targetId", "eventBusName"],
    references: [
      {
        path: "rule",
        type: RULE,
        by: ["name"],
        missing: "ResourceNotFoundException",
        blocks: "ValidationException",
      },
    ],
    refuseCreate: refuseTooMany,
  },
];

/** A target gets the whole event, a part of it, or a text of its own. */
function inputProblems(inputs: Properties): readonly Problem[] {
  const ways = ["input", "inputPath", "inputTransformer"].filter((each) => inputs[each] !== undefined);
  return ways.length > 1 ? [{ path: ways[0] ?? "", reason: `conflicts with ${ways.slice(1).join(", ")}` }] : [];
}

/** Log groups, topics, queues and functions say by their own policies whom they let in. */
const roleProblems = ({ arn: target, roleArn }: Properties): readonly Problem[] =>
  roleArn !== undefined && /^arn:[\w-]+:(logs|lambda|sns|sqs):/.test(text(target))
    ? [{ path: "roleArn", reason: `RoleArn is not supported for target ${text(target)}` }]
    : [];

function refuseTooMany({ rule, eventBusName, targetId }: Properties, { cloud }: Context): void {
  const others = cloud
    .list(TARGET)
    .filter(({ inputs }) => inputs["rule"] === rule && inputs["eventBusName"] === eventBusName)
    .filter(({ inputs }) => inputs["targetId"] !== targetId);
  if (others.length < MOST_TARGETS) return;
  throw new ApiError("LimitExceededException", `The rule ${text(rule)} has ${MOST_TARGETS} targets`);
}
