import { z } from "zod";

/** A path of the environment itself: after a second slash, of either kind, a host would follow. */
export const ownPath = z.string().regex(/^\/(?![/\\])\S{0,255}$/, "a path such as /login");

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: "text, a number, true, false or null",
});

/** One request, and what its answer has to be like. Nothing secret belongs here. */
export const requestCheck = z.strictObject({
  name: z.string().regex(/^\w[\w .:-]{0,59}$/, "1 to 60 letters, digits, spaces or any of . : _ -"),
  path: ownPath,
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]).optional(),
  /** Sent as JSON. */
  body: z.json().optional(),
  status: z.int().min(200).max(599).optional(),
  contains: z.string().min(1).max(1000).optional(),
  /** Values of the answer, each by where it is: `cart.items.0.id`. */
  json: z.record(z.string().min(1), scalar).optional(),
  headers: z.record(z.string().min(1), z.string()).optional(),
  withinSeconds: z.number().positive().max(60).optional(),
  bothReleases: z.boolean().optional(),
});

const requestChecks = z
  .array(requestCheck)
  .min(1)
  .max(50)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "checks with names of their own");

/** `promenade:checks`, as a stack file holds it. */
export const checksConfig = z.strictObject({
  smoke: requestChecks.optional(),
  criticalPath: requestChecks.optional(),
  /** What the app's own image runs to judge its data, word by word; it ends with 0 where they are right. */
  data: z.array(z.string().min(1).max(1000)).min(1).max(20).optional(),
  load: z
    .strictObject({
      times: z.number().min(1).max(5).optional(),
      scale: z.number().positive().max(1).optional(),
      seconds: z.int().min(1).max(3600).optional(),
      errorPercent: z.number().min(0).max(100).optional(),
      p99Seconds: z.number().positive().max(60).optional(),
    })
    .optional(),
  chaos: z
    .strictObject({ stopTask: z.boolean().optional(), latencyMs: z.int().min(1).max(10_000).optional() })
    .optional(),
});

export type ChecksConfig = z.infer<typeof checksConfig>;
export type RequestConfig = z.infer<typeof requestCheck>;
