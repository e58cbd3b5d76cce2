import { z } from "zod";
import { roleName } from "./words";

/** Who does something, by what they are in the company; the flow says which of GitHub's teams that is. */
export const roleSchema = z.strictObject({
  /** Slugs of GitHub teams; who is in any of them has the role. */
  teams: z.array(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a team's slug, such as qa-leads")),
  /** How many people they are, where it is known: approvals that so few can never give are refused. */
  people: z.int().min(0).max(100_000).optional(),
});
export type Role = z.infer<typeof roleSchema>;

const roles = z.array(roleName).default([]);

/** What roles may do by hand in one environment; who may approve stands with each way in. */
export const accessSchema = z.strictObject({
  /** Sets deploys, promotions and rollbacks off. */
  deploy: roles,
  /** Opens the database for themselves; the tier says for how long, and who else has to agree. */
  database: roles,
  /** Opens a shell in a task, likewise. */
  shell: roles,
});
export type Access = z.infer<typeof accessSchema>;
