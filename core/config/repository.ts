import { z } from "zod";

const id = z.int().min(1);

/** Stands in shipped stack files for an owner that is yours. */
const placeholderOwner = "your-organization";

export const isPlaceholder = (name: string): boolean => name.startsWith(`${placeholderOwner}/`);

/** Where the code lives, and its workflows run (`promenade:repository`). */
export const repositorySchema = z.strictObject({
  /** `owner/name`. */
  name: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?\/[\w.-]{1,100}$/, "owner/name, as GitHub's address has it"),
  /** Promotions are started from it. */
  defaultBranch: z.string().min(1).max(100).default("main"),
  visibility: z.enum(["public", "internal", "private"]).default("private"),
  /** What its owner pays for; GitHub's Pro counts as `team`. */
  plan: z.enum(["free", "team", "enterprise"]).default("team"),
  /**
   * By a team of the flow's roles, its id at GitHub; for an account without teams, the ids of its people. Ids are
   * told and not looked up, so that no rollback waits for GitHub.
   */
  teams: z.record(z.string(), z.union([id, z.array(id).min(1)])).default({}),
  /** GitHub's ids of owner and repository, which tokens of those made or renamed since July 2026 have in their subject. */
  ids: z.strictObject({ owner: id, repository: id }).optional(),
  /** Whether workflows of pull requests may preview this stack: they then read its state, and what that seals. */
  previews: z.boolean().default(true),
});
export type Repository = z.infer<typeof repositorySchema>;

/** What a stack file calls its repository, read by itself; undefined where it names none of anybody's. */
export function repositoryNamed(config: unknown): string | undefined {
  const { data } = repositorySchema.pick({ name: true }).loose().safeParse(config);
  return data === undefined || isPlaceholder(data.name) ? undefined : data.name;
}
