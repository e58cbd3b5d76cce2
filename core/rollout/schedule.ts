import { z } from "zod";

/** One step of a shift: the receiving slot's share, and how long it is watched before the next one. */
export const scheduleStep = z.strictObject({
  /** Whole percents of the requests. */
  share: z.int().min(1).max(100),
  /** Seconds; 0 goes on at once. */
  bakeSeconds: z.number().min(0).max(86_400),
});
export type ScheduleStep = z.infer<typeof scheduleStep>;
export type Schedule = readonly ScheduleStep[];

const minutes = (share: number, bake: number): ScheduleStep => ({ share, bakeSeconds: bake * 60 });

/** The schedules that have a name (requirement 3). */
export const schedules = {
  gradual: [minutes(1, 5), minutes(10, 10), minutes(50, 15), minutes(100, 0)],
  "three-step": [minutes(5, 10), minutes(50, 10), minutes(100, 0)],
  "all-at-once": [minutes(100, 0)],
} as const satisfies Record<string, Schedule>;
export type ScheduleName = keyof typeof schedules;

/** What is left of a schedule for a slot that has a share already. */
export const stepsBeyond = (steps: Schedule, share: number): Schedule => steps.filter((step) => step.share > share);

/** The schedule with every bake but none replaced: those that do not wait go on at once as before. */
export const withBake = (steps: Schedule, bakeSeconds: number): Schedule =>
  steps.map((step) => ({ ...step, bakeSeconds: step.bakeSeconds === 0 ? 0 : bakeSeconds }));
