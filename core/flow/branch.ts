import { z } from "zod";
import { referencePattern } from "./reference-pattern";
import { environmentName, word } from "./words";

const patterns = z.array(referencePattern).min(1).max(10);

/** What must have happened before a branch takes a change. */
const protectionSchema = z
  .strictObject({
    /** The environment that the branch feeds: its stack keeps the rules. */
    owner: environmentName,
    /** People who must approve a pull request. */
    reviews: z.int().min(0).max(6),
    /** Contexts of status checks that must have passed; a deploy of the branch waits for them as well. */
    checks: z.array(z.string().min(1).max(100)).max(20).default([]),
    directPush: z.boolean().default(false),
    forcePush: z.boolean().default(false),
  })
  .refine(({ reviews, directPush }) => reviews === 0 || !directPush, {
    path: ["directPush"],
    error: "false where reviews are asked for: who may push needs no pull request",
  });

/** Branches that flow alike; each name that a source gives is one of these. */
export const branchSchema = z.strictObject({
  patterns,
  /** Left out, GitHub guards nothing. */
  protection: protectionSchema.optional(),
  /** The branch that must take over what a release has brought here (requirement 1, s2: `main` → `develop`). */
  mergeBackInto: word.optional(),
});
export type Branch = z.infer<typeof branchSchema>;

/** Tags that flow alike. */
export const tagSchema = z.strictObject({
  patterns,
  protection: z
    .strictObject({
      owner: environmentName,
      /** Nobody moves or removes one. */
      immutable: z.boolean().default(true),
    })
    .optional(),
});
export type Tag = z.infer<typeof tagSchema>;
