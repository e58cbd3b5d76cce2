import { chooseMonitoring } from "../../config/operations";
import { chooseGuard, chooseSchedule } from "../../config/rollout";
import { chooseServices } from "../../config/services";
import { chooseCache, chooseDatabase, chooseLogs } from "../../config/stores";
import type { Problem } from "../../problem";
import { tierSizes } from "../../tiers";
import type { Draft, Part } from "../draft";
import type { FlowEnvironment } from "../environment";
import { sizeIn } from "../sizes";

/** Sizes, schedules and thresholds that the tier's guardrails do not allow: judged as a stack file's are. */
export const sizeProblems = ({ environments }: Draft): readonly Problem[] =>
  environments.parts.flatMap((environment) => [
    ...storeless(environment),
    ...judged(environment),
    ...closed(environment),
  ]);

function judged({ where, value }: Part<FlowEnvironment>): readonly Problem[] {
  const { tier, schedule, guard } = value;
  const size = sizeIn(value);
  const at = (key: string, { problems }: { readonly problems: readonly Problem[] }): readonly Problem[] =>
    problems.map((problem) => ({ ...problem, where: `${where}.${key}`, change: "correct it in the flow file" }));
  return [
    ...at("sizes", chooseServices({}, size)),
    ...at("sizes", chooseDatabase({}, tier, size)),
    ...at("sizes", chooseCache({}, tier, size)),
    ...at("sizes", chooseLogs({}, tier, size)),
    ...at("monitoring", chooseMonitoring({}, tier, size)),
    ...at("schedule", chooseSchedule({ schedule }, size)),
    ...at("guard", chooseGuard({ guard }, tier)),
  ];
}

/** Sizes of stores that the tier does not have. */
function storeless({ where, value }: Part<FlowEnvironment>): readonly Problem[] {
  const size = sizeIn(value);
  return value.sizes.flatMap((override, index) =>
    (["database", "cache"] as const).flatMap((store) =>
      override[store] === undefined || size[store] !== undefined
        ? []
        : [
            {
              where: `${where}.sizes[${index}].${store}`,
              wrong: `tier ${value.tier} has no such store`,
              found: "sizes for one",
              allowed: "nothing",
              change: "remove them, or choose another tier",
            },
          ],
    ),
  );
}

/** Who is met by a CDN is met by everybody. */
const closed = ({ where, value: { tier, ingress } }: Part<FlowEnvironment>): readonly Problem[] =>
  ingress === undefined || tierSizes[tier].ingress !== "open"
    ? []
    : [
        {
          where: `${where}.ingress`,
          wrong: `tier ${tier} is open to everybody`,
          found: ingress,
          allowed: "nothing",
          change: "remove it, or choose another tier",
        },
      ];
