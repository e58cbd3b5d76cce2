import { z } from "zod";
import { releaseName, releaseSchema } from "../release";
import { common } from "../rollout/event-common";

/** What a promotion's events are told apart by; all waves of a promotion into regions have the same. */
const promotion = z.string().min(1);

/** The wave of regions that something is for; absent where an environment has no regions. */
const wave = z.string().optional();

/** The workflow run that it came by. */
const run = z.string().optional();

const { commit, images } = releaseSchema.shape;

/** How one gate was found when a release passed it. */
export const gateResult = z.strictObject({
  gate: z.string(),
  passed: z.boolean(),
  /** In one line. */
  found: z.string(),
});
export type GateResult = z.infer<typeof gateResult>;

/** How a promotion ended. */
export const promotionOutcomes = ["promoted", "rolled back", "failed"] as const;
export type PromotionOutcome = (typeof promotionOutcomes)[number];

/** What happens around a promotion, in the evidence of the environment that it leads to. */
export const promotionEvents = [
  /** A release is asked for; what it still lacks is others' to give: approvals, attestations, time. */
  z.strictObject({
    kind: z.literal("promotion requested"),
    ...common,
    promotion,
    /** Environments of the flow. */
    from: z.string(),
    to: z.string(),
    wave,
    run,
    release: releaseName,
    images,
    commit,
    /** As approvers are named, so that the two can be compared: GitHub's login, in the local cloud a typed name. */
    requester: z.string().min(1),
    changeSummary: z.string().optional(),
    changeTicket: z.string().optional(),
    rollbackPlan: z.string().optional(),
    critical: z.boolean(),
    /** Back to an older release: nobody waits. */
    goingBack: z.boolean(),
    /** The branch of a repair that walks the flow's hotfix path. */
    hotfix: z.string().optional(),
  }),
  /** Somebody's yes, theirs by whom the event is. */
  z.strictObject({
    kind: z.literal("approved"),
    ...common,
    promotion,
    /** Image by service that it is for, each by its digest. */
    images,
    wave,
    run,
    role: z.string().optional(),
    comment: z.string().optional(),
  }),
  /** Somebody's word that something is done which no machine can see. */
  z.strictObject({
    kind: z.literal("attested"),
    ...common,
    promotion,
    item: z.string().min(1),
    role: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal("promotion ended"),
    ...common,
    promotion,
    wave,
    release: releaseName,
    images,
    outcome: z.enum(promotionOutcomes),
    reason: z.string().optional(),
    /** As they were when the release passed them. */
    gates: z.array(gateResult),
  }),
  /** What is new in a release, since the one that the environment had before. */
  z.strictObject({
    kind: z.literal("noted"),
    ...common,
    promotion: promotion.optional(),
    release: releaseName,
    commit,
    previous: z.strictObject({ release: releaseName, commit }).optional(),
    /** Markdown. */
    notes: z.string(),
  }),
] as const;
