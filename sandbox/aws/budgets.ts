import { between, length, matches, oneOf, differs } from "../provider/rules";
import type { Model } from "../provider/model";
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
      "notifications.subscriberEmailAddresses": [length(0, 10)],
      "notifications.subscriberSnsTopicArns": [length(0, 1)],
    },
    replaceOn: ["name", "namePrefix", "accountId"],
    unique: [{ by: ["name"], scope: "account", code: "DuplicateRecordException" }],
  },
];
