import * as budgets from "@pulumi/aws/budgets";
import * as pulumi from "@pulumi/pulumi";
import type { Alerts, Severity } from "../core/config/operations";
import { named, type Tags } from "../core/tags";

export interface BudgetArgs {
  /** USD a month. */
  readonly limit: number;
  /** E-mail addresses by severity: AWS Budgets' own mail needs no confirmation, unlike a topic's. */
  readonly addresses: Alerts;
  /** Topics by severity, which let AWS Budgets publish. */
  readonly topicArns: Readonly<Partial<Record<Severity, pulumi.Input<string>>>>;
  readonly tags: Tags;
}

/** Who hears of it when so much of the budget is spent, or will be by the end of the month. */
const notices = [
  { threshold: 50, notificationType: "ACTUAL", severity: "low" },
  { threshold: 80, notificationType: "ACTUAL", severity: "medium" },
  { threshold: 100, notificationType: "FORECASTED", severity: "medium" },
  { threshold: 100, notificationType: "ACTUAL", severity: "high" },
] as const;
type Notice = (typeof notices)[number];

/**
 * What the environment may cost a month. It counts what carries the environment's tag `env`, which AWS does once that
 * tag is activated as a cost allocation tag in the account that pays.
 */
export class Budget extends pulumi.ComponentResource {
  readonly budgetName: pulumi.Output<string>;

  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:cost:Budget", name, {}, opts);
    const budget = new budgets.Budget(
      name,
      {
        name,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(args.limit),
        limitUnit: "USD",
        costFilters: [{ name: "TagKeyValue", values: [`user:env$${args.tags.env ?? ""}`] }],
        notifications: notices.flatMap(notificationOf),
        tags: named(args.tags, name),
      },
      { parent: this },
    );

    this.budgetName = budget.name;
    this.registerOutputs({ budgetName: this.budgetName });

    /** None where nobody listens: AWS refuses a notification without a subscriber. */
    function notificationOf({ threshold, notificationType, severity }: Notice) {
      const subscriberEmailAddresses = [...args.addresses[severity]];
      const subscriberSnsTopicArns = [args.topicArns[severity]].flatMap((arn) => arn ?? []);
      if (subscriberEmailAddresses.length + subscriberSnsTopicArns.length === 0) return [];
      return [
        {
          ...{ comparisonOperator: "GREATER_THAN", threshold, thresholdType: "PERCENTAGE", notificationType },
          ...{ subscriberEmailAddresses, subscriberSnsTopicArns },
        },
      ];
    }
  }
}
