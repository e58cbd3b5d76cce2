import { z } from "zod";

const count = z.int().min(0);

/** What `preview --json` prints, as far as a comment tells it. */
const foreseen = z.object({
  resources: z.object({ create: count, update: count, replace: count, delete: count, same: count }),
  changes: z.array(
    z.object({
      operation: z.enum(["create", "update", "replace", "delete"]),
      name: z.string(),
      type: z.string(),
      properties: z.array(z.string()),
    }),
  ),
  policies: z.array(
    z.object({
      pack: z.string(),
      rule: z.string(),
      enforcement: z.string(),
      severity: z.string(),
      kind: z.enum(["broken", "failed", "pending", "note"]),
      message: z.string(),
    }),
  ),
  cost: z.object({ monthly: z.number().nullable(), before: z.number().nullable(), budget: z.number() }),
});

/** What it prints where it comes to no end, or a rule stops it. */
const stopped = z.object({
  error: z.object({
    kind: z.string(),
    problems: z.array(z.object({ where: z.string(), wrong: z.string(), found: z.string(), change: z.string() })),
  }),
});

export const previewSchema = z.union([foreseen, stopped]);
export type Foreseen = z.infer<typeof foreseen>;
export type Stopped = z.infer<typeof stopped>;

/** How one stack's preview has ended. */
export interface Previewed {
  readonly stack: string;
  readonly preview: Foreseen | Stopped;
}

export const isStopped = (preview: Foreseen | Stopped): preview is Stopped => "error" in preview;

/** Whether there is something to tell of it beside that nothing changes. */
export const isNews = ({ preview }: Previewed): boolean =>
  isStopped(preview) || preview.changes.length > 0 || preview.cost.monthly !== preview.cost.before;
