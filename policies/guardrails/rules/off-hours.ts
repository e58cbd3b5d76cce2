import { ofType, stackHas } from "../members";
import type { StackRule } from "../rule";

const schedules = ["aws:scheduler/schedule:Schedule", "aws:appautoscaling/scheduledAction:ScheduledAction"];

/** What costs something while nobody works. */
const running = ["aws:ecs/service:Service", "aws:rds/instance:Instance"];

export const offHours: StackRule = {
  name: "off-hours",
  description: "dev stops at night and at weekends.",
  area: "Cost and place",
  severity: "low",
  tiers: ["dev"],
  mandatoryIn: [],
  judgeStack: (stack) =>
    stackHas(stack, {
      holds: ofType(stack, ...running).length === 0 || ofType(stack, ...schedules).length > 0,
      found: "no schedule",
      required: "a schedule that stops what nobody uses",
      change: "turn off hours on (promenade:offHours.enabled)",
    }),
};
