import { z } from "zod";
import { timeOfDay, timeZone } from "../config/keys";
import { roleName, word } from "./words";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** When releases may enter; one that ends earlier in the day than it begins ends on the day after. */
export const changeWindowSchema = z
  .strictObject({ days: z.array(z.enum(weekdays)).min(1), from: timeOfDay, to: timeOfDay, timezone: timeZone })
  .refine(({ from, to }) => from !== to, { path: ["to"], error: "a time of day other than `from`" });
export type ChangeWindow = z.infer<typeof changeWindowSchema>;

/** What is asked of a release beside people's approval. */
const gatesSchema = z.strictObject({
  /** Contexts of status checks that its commit must have passed. */
  checks: z.array(z.string().min(1).max(100)).max(20).default([]),
  /** The registry's scan of exactly these images has found nothing that stops a release. */
  scan: z.boolean().default(false),
  /** The policy packs have nothing against where it comes from. */
  audit: z.boolean().default(false),
  /** People who have approved its commit's pull request. */
  codeReviewers: z.int().min(0).max(6).default(0),
  /** The name, under `tags`, of what its commit must be tagged as. */
  tag: word.optional(),
  window: changeWindowSchema.optional(),
  changeSummary: z.boolean().default(false),
  changeTicket: z.boolean().default(false),
  rollbackPlan: z.boolean().default(false),
  /** What no machine can see; somebody attests each item by name, in the role that it names. */
  checklist: z
    .array(z.strictObject({ item: z.string().min(4).max(80), role: roleName.optional() }))
    .max(20)
    .default([]),
});
export type Gates = z.infer<typeof gatesSchema>;

const approvals = z.int().min(0).max(6);

/** What every way into an environment may ask for. */
export const entryFields = {
  /** How many different people must approve. */
  approvals: approvals.default(0),
  /** As many with `--critical`; default: `approvals`. */
  criticalApprovals: approvals.optional(),
  /** Roles that may approve; none are asked where no approval is. */
  reviewers: z.array(roleName).default([]),
  /** For teams of one, where a single approval is asked; default: somebody else approves. */
  requesterMayApprove: z.boolean().default(false),
  /** Between the request and the deploy, in which anybody can stop it. */
  waitMinutes: z.int().min(0).max(30).default(0),
  gates: gatesSchema.prefault({}),
};

/** A way into an environment: a source or a path. */
export type Entry = z.infer<z.ZodObject<typeof entryFields>>;
