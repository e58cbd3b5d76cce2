import { z } from "zod";
import { configKeys } from "../config/keys";
import { isRegion } from "../region";
import { monitoringLevels } from "../tier-size";
import { tiers } from "../tiers";
import { accessSchema } from "./role";
import { sizeOverrideSchema } from "./size-override";
import { sourceSchema } from "./source";
import { environmentName, word } from "./words";

/** How an environment gets back to a release that worked, the first of them preferred. */
export const rollbacks = ["slot", "redeploy previous", "promote previous stable"] as const;
export type Rollback = (typeof rollbacks)[number];

/** Regions that get a release together, before the next wave does. */
const waveSchema = z.strictObject({
  name: word.max(40, "at most 40 characters"),
  regions: z.array(z.string().refine(isRegion, "an AWS region such as eu-west-1")).min(1).max(20),
  /** Asked for before this wave starts, of the path's reviewers; default: as many as the path asks for. */
  approvals: z.int().min(0).max(6).optional(),
  /** How long all of its regions must have been healthy before the next wave may start. */
  bakeMinutes: z
    .int()
    .min(0)
    .max(24 * 60)
    .default(0),
});
export type Wave = z.infer<typeof waveSchema>;

export const flowEnvironmentSchema = z
  .strictObject({
    tier: z.enum(tiers),
    purpose: z.string(),
    /** One a pull request: stacks `pr-<number>`. */
    ephemeral: z.boolean().default(false),
    /** Whose network and load balancer an ephemeral environment shares. */
    host: environmentName.optional(),
    sources: z.array(sourceSchema).default([]),
    /** Names under `branches` and `tags` that its workflows may run from; default: those of its sources. */
    deploysFrom: z.array(word).min(1).optional(),
    /** One stack a region, `prod-eu-west-1`, released wave after wave; left out, any region may have a stack. */
    regions: z.array(waveSchema).min(1).optional(),
    /** Default: the tier's. */
    monitoring: z.enum(monitoringLevels).optional(),
    rollback: z.array(z.enum(rollbacks)).min(1).default(["slot"]),
    /** How requests move to another release; default: the tier's. */
    schedule: configKeys.schedule.optional(),
    /** Lets in only those on the stack file's list, even where the tier would not ask for it. */
    ingress: z.literal("allow-list").optional(),
    sizes: z.array(sizeOverrideSchema).default([]),
    /** What the guard of a shift goes by, where the flow's document says something of its own. */
    guard: configKeys.guard.optional(),
    access: accessSchema.prefault({}),
  })
  .refine(({ ephemeral, host }) => ephemeral === (host !== undefined), {
    path: ["host"],
    error: "the environment that an ephemeral one shares network and load balancer with; others have their own",
  });
export type FlowEnvironment = z.infer<typeof flowEnvironmentSchema>;
