import type { Properties } from "../cloud";
import { arn, between, differs, each, length, matches, oneOf } from "../provider/rules";
import type { Model } from "../provider/model";
import { isUnknown } from "../provider/values";
import { arnOf, text } from "./ids";

export const budgets: readonly Model[] = [
  {
    type: "aws:budgets/budget:Budget",
    cfn: "AWS::Budgets::Budget",
    id: ({ name, accountId }, { account }) => `${text(accountId ?? account)}:${text(name)}`,
    assigned: ({ name, accountId }, context) => ({
      accountId: accountId ?? context.account,
      arn: arnOf("budgets", context, `budget/${text(name)}`),
      timePeriodStart: `${context.now.toISOString().slice(0, 7)}-01_00:00`,
    }),
    autoname: { property: "name", maxLength: 100 },
    defaults: { timePeriodEnd: "2087-06-15_00:00" },
    fills: { namePrefix: "", costFilters: [], metrics: [] },
    rules: {
      name: [length(1, 100), differs(/[:\\]/, "cannot contain : or \\")],
      budgetType: [
        oneOf("USAGE", "COST", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE"),
      ],
      limitAmount: [matches(/^\d+(\.\d+)?$/, "must be a number, as text")],
      timeUnit: [oneOf("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM")],
      notifications: [length(0, 10)],
      "notifications.comparisonOperator": [oneOf("GREATER_THAN", "LESS_THAN", "EQUAL_TO")],
      "notifications.notificationType": [oneOf("ACTUAL", "FORECASTED")],
      "notifications.thresholdType": [oneOf("PERCENTAGE", "ABSOLUTE_VALUE")],
      "notifications.threshold": [between(0, 1_000_000_000)],
      "notifications.subscriberEmailAddresses": [
        length(0, 10),
        each(matches(/^[^@\s]+@[^@\s]+$/, "is no e-mail address")),
      ],
      "notifications.subscriberSnsTopicArns": [length(0, 1), each(arn)],
      "costFilters.values": [each(length(1, 1024))],
    },
    check: ({ notifications }) => notificationProblems(listOf(notifications)),
    references: [
      {
        path: "notifications.subscriberSnsTopicArns",
        type: "aws:sns/topic:Topic",
        by: ["arn"],
        missing: "InvalidParameterException",
      },
    ],
    replaceOn: ["name", "namePrefix", "accountId"],
    unique: [{ by: ["name"], scope: "account", code: "DuplicateRecordException" }],
  },
];

const listOf = (value: unknown): readonly Properties[] => (Array.isArray(value) ? (value as Properties[]) : []);

/** AWS wants somebody to tell, and no two notifications that would say the same. */
function notificationProblems(notifications: readonly Properties[]) {
  const key = ({ comparisonOperator, notificationType, threshold, thresholdType }: Properties): string =>
    [notificationType, comparisonOperator, threshold, thresholdType].map(text).join(" ");
  const keys = notifications.map(key);
  return notifications.flatMap((notification, index) => {
    const told = [notification["subscriberEmailAddresses"], notification["subscriberSnsTopicArns"]];
    const nobody = told.every((value) => !isUnknown(value) && listOf(value).length === 0);
    const path = `notifications[${index}]`;
    return [
      ...(nobody ? [{ path, reason: "a notification needs at least one subscriber" }] : []),
      ...(keys.indexOf(keys[index] ?? "") < index
        ? [{ path, reason: `DuplicateRecordException: the budget has this notification already: ${keys[index] ?? ""}` }]
        : []),
    ];
  });
}
