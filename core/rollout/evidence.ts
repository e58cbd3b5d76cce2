import { z } from "zod";
import { promotionEvents } from "../promotion/events";
import { deployable, releaseName, releaseSchema, slots, weightsSchema } from "../release";
import { common } from "./event-common";
import { guardFinding } from "./guard";
import { scheduleStep } from "./schedule";

const slot = z.enum(slots);

const rollout = z.string().min(1);

/** How a rollout or a rollback ended; one that moved no requests and goes no further is given up. */
export const outcomes = ["finished", "rolled back", "given up", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

/** One result of a check, as evidence of what was seen. */
export const checkResult = z.strictObject({
  name: z.string(),
  passed: z.boolean(),
  /** What was found, in one line. */
  found: z.string(),
});
export type CheckResult = z.infer<typeof checkResult>;

/**
 * What has happened to an environment, one event each. Events are only ever added: what holds now follows from all of
 * them (`standingOf`), so that any machine can go on where another one stopped.
 */
export const eventSchema = z.discriminatedUnion("kind", [
  /** A release is meant to get all requests: written before anything is changed. */
  z.strictObject({
    kind: z.literal("rollout started"),
    ...common,
    rollout,
    slot,
    /** What to deploy first; absent where the slot has its release already and only traffic moves. */
    deploy: deployable.optional(),
    /** The record's revision when it began. */
    revision: z.int(),
    /** Empty where traffic is not to move. */
    steps: z.array(scheduleStep),
    /** Whether its migration cannot be gone back from. */
    oneWay: z.boolean(),
  }),
  /** Written before a migration that cannot be gone back from: after a crash nobody can tell how far it came. */
  z.strictObject({ kind: z.literal("migrating"), ...common, rollout, release: releaseName }),
  z.strictObject({ kind: z.literal("migrated"), ...common, rollout, release: releaseName, oneWay: z.boolean() }),
  z.strictObject({
    kind: z.literal("verified"),
    ...common,
    release: releaseName,
    /** Image by service, each by its digest: the verification counts for exactly these. */
    images: releaseSchema.shape.images,
    slot,
    passed: z.boolean(),
    checks: z.array(checkResult),
    rollout: rollout.optional(),
  }),
  /** Live weights as read back after a change. */
  z.strictObject({
    kind: z.literal("weights"),
    ...common,
    weights: weightsSchema,
    /** 0 where they were changed past Pulumi. */
    revision: z.int(),
    rollout: rollout.optional(),
    direct: z.boolean().optional(),
    reason: z.string().optional(),
  }),
  /** A guard's breach, with its numbers. */
  z.strictObject({ kind: z.literal("breach"), ...common, rollout, slot, findings: z.array(guardFinding).min(1) }),
  z.strictObject({ kind: z.literal("paused"), ...common, rollout, reason: z.string() }),
  z.strictObject({
    kind: z.literal("rollout ended"),
    ...common,
    rollout,
    outcome: z.enum(outcomes),
    reason: z.string().optional(),
  }),
  /** All requests are meant to go back to a slot: written before they are moved, so that any machine can finish it. */
  z.strictObject({
    kind: z.literal("rollback started"),
    ...common,
    rollout,
    /** The record's revision when it began. */
    revision: z.int(),
    from: slot,
    to: slot,
    reason: z.string().min(1),
    /** The operator's choice where no slot is well. */
    forced: z.boolean(),
    direct: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal("retired"), ...common, slot, capacity: z.enum(["one", "none"]) }),
  z.strictObject({ kind: z.literal("frozen"), ...common, reason: z.string() }),
  z.strictObject({ kind: z.literal("unfrozen"), ...common, reason: z.string() }),
  ...promotionEvents,
]);

export type RolloutEvent = z.infer<typeof eventSchema>;
export type EventKind = RolloutEvent["kind"];
export type EventOf<Kind extends EventKind> = Extract<RolloutEvent, { kind: Kind }>;
