import { z } from "zod";

/** The two complete copies of the app that traffic is split between. */
export const slots = ["blue", "green"] as const;
export type Slot = (typeof slots)[number];

/** Whole percents per slot that sum to 100. */
export type Weights = Readonly<Record<Slot, number>>;

/** How much of a slot runs: nothing, one task a service, or the tier's normal count. */
export const capacities = ["none", "one", "full"] as const;
export type Capacity = (typeof capacities)[number];

/** An image pinned by digest: `[registry/]name@sha256:<64 hexadecimal digits>`. */
export const imageReference = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._/:-]*@sha256:[0-9a-f]{64}$/, "an image pinned by digest, name@sha256:<64 hex digits>");

export const releaseName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/, "1 to 64 letters, digits, '.', '_', '+' or '-', such as 1.4.0");

export const commitHash = z.string().regex(/^[0-9a-f]{7,40}$/, "7 to 40 hexadecimal digits");

const images = z.record(z.string(), imageReference);

/** What runs in a slot: a release's name, the commit it was built from, and one image a service. */
export const releaseSchema = z.strictObject({
  release: releaseName,
  commit: commitHash.optional(),
  images,
});
export type Release = z.infer<typeof releaseSchema>;

const percent = z.int().min(0).max(100);

export const weightsSchema = z
  .strictObject({ blue: percent, green: percent })
  .refine(({ blue, green }) => blue + green === 100, "shares that sum to 100");

const revision = z.int().min(1);

/**
 * What a release operation asks of the program; it lifts the ownership of exactly the resources it names.
 * It changes weights or one slot, never both, and its revision must be the record's + 1.
 */
export const requestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("traffic"), revision, weights: weightsSchema }),
  z.strictObject({
    kind: z.literal("slot"),
    revision,
    slot: z.enum(slots),
    capacity: z.enum(capacities),
    release: releaseName,
    commit: commitHash.optional(),
    images,
    /** Tasks below which none of the slot's services may fall while traffic shifts. */
    minimum: z.int().min(1).max(5000).optional(),
  }),
]);
export type Request = z.infer<typeof requestSchema>;
