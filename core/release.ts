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

/** Tasks below which a service of the slot may not fall while traffic shifts, by service (AWS: 5,000 a service). */
const minimum = z.record(z.string(), z.int().min(1).max(5000)).optional();

/** A reference that a tag can hold (AWS: 256 characters). */
const reference = z
  .string()
  .regex(/^[\w .:/=+@-]{1,256}$/, "1 to 256 letters, digits, spaces or any of . : / = + @ _ -")
  .optional();

/** What proves that a release may run here: its verification, and those who approved it. */
const evidence = z.strictObject({ verified: reference, approvals: reference });
export type Evidence = z.infer<typeof evidence>;

/** A release with what proves that it may run where it is deployed to. */
export const deployable = z.strictObject({ ...releaseSchema.shape, evidence: evidence.optional() });
export type Deployable = z.infer<typeof deployable>;

/**
 * What a release operation asks of the program; it lifts the ownership of exactly the resources it names.
 * It changes weights, or one slot, or how much of a slot runs, or what migrates the database, and never two of them; its
 * revision must be the record's + 1.
 */
export const requestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("traffic"), revision, weights: weightsSchema }),
  z.strictObject({
    kind: z.literal("slot"),
    revision,
    slot: z.enum(slots),
    capacity: z.enum(capacities),
    ...releaseSchema.shape,
    minimum,
    evidence: evidence.optional(),
  }),
  z.strictObject({
    kind: z.literal("capacity"),
    revision,
    slot: z.enum(slots),
    capacity: z.enum(capacities),
    minimum,
  }),
  z.strictObject({
    kind: z.literal("migration"),
    revision,
    ...releaseSchema.shape,
    evidence: evidence.optional(),
  }),
]);
export type Request = z.infer<typeof requestSchema>;
