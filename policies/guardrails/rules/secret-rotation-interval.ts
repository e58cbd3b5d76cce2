import { described, valueAt } from "../requirement";
import type { ResourceRule } from "../rule";
import { type Tier, fromStage } from "../tier";

type Days = Readonly<Record<Tier, number>>;

interface Config {
  readonly maximumDays: Days;
  readonly passwordDays: number;
}

const usual: Config = { maximumDays: { preview: 180, dev: 180, stage: 180, prod: 90 }, passwordDays: 30 };

export const secretRotationInterval: ResourceRule<Config> = {
  name: "secret-rotation-interval",
  description: "Secrets are rotated as often as their tier asks for; passwords more often than keys.",
  area: "Secrets and keys",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["SecretsManager.4"],
  config: {
    properties: {
      maximumDays: {
        type: "object",
        additionalProperties: { type: "integer", minimum: 1, maximum: 1000 },
        default: usual.maximumDays,
        description: "Days between two rotations at most, by tier.",
      },
      passwordDays: {
        type: "integer",
        minimum: 1,
        maximum: 1000,
        default: usual.passwordDays,
        description: "The same for passwords: rotations whose name in Pulumi has PASSWORD in it.",
      },
    },
    defaults: usual,
  },
  types: ["aws:secretsmanager/secretRotation:SecretRotation"],
  judge: ({ name, props, tier, config }) => {
    const { maximumDays, passwordDays } = config;
    const limit = /password/i.test(name) ? passwordDays : maximumDays[tier];
    return [
      {
        found: () => {
          const days = daysBetween(props.rotationRules);
          return days <= limit ? undefined : described("rotationRules", props.rotationRules);
        },
        required: `a rotation every ${limit} days or more often`,
        change: "set rotationRules.automaticallyAfterDays (promenade:rotation)",
      },
    ];
  },
};

/** NaN for a schedule of which it cannot be told, such as a cron expression. */
function daysBetween(rules: unknown): number {
  const rate = /^rate\((?<count>\d+) (?<unit>day|hour)s?\)$/.exec(String(valueAt(rules, "scheduleExpression")));
  const { count, unit } = rate?.groups ?? {};
  if (unit === undefined) return Number(valueAt(rules, "automaticallyAfterDays"));
  return unit === "day" ? Number(count) : Number(count) / 24;
}
