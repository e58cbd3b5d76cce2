import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { type Tier, everyTier } from "../tier";

interface Config {
  readonly minimumDays: Readonly<Record<Tier, number>>;
}

const usual: Config["minimumDays"] = { preview: 1, dev: 1, stage: 30, prod: 731 };

export const logRetention: ResourceRule<Config> = {
  name: "log-retention",
  description: "Logs are kept as long as their tier asks for, and not for ever.",
  area: "Storage, messages, logs",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["CloudWatch.16"],
  checkov: ["CKV_AWS_66", "CKV_AWS_338"],
  config: {
    properties: {
      minimumDays: {
        type: "object",
        additionalProperties: { type: "integer", minimum: 1, maximum: 3653 },
        default: usual,
        description: "Days that a log group keeps its events at least, by tier.",
      },
    },
    defaults: { minimumDays: usual },
  },
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  judge: (group) => {
    const days = group.config.minimumDays[group.tier];
    return [
      property(group, "retentionInDays", {
        // AWS keeps for ever what does not say, and what says 0.
        holds: (kept) => Number(kept) >= days,
        required: `at least ${days} ${days === 1 ? "day" : "days"}`,
        change: "set retentionInDays (promenade:logs.retentionDays)",
      }),
    ];
  },
};
