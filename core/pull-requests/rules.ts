import { z } from "zod";

/** Where pull requests are asked about, and what lets a fork's in (`promenade:pullRequests`). */
export const pullRequestsSchema = z.strictObject({
  /** `owner/name`, at GitHub; default: `promenade:repository`'s. Without either, only a pull request's number is known. */
  repository: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/, "owner/name, as GitHub's address has it")
    .optional(),
  /** By which a maintainer lets a fork have an environment. */
  forkLabel: z.string().min(1).max(50).default("env/preview-approved"),
});
export type PullRequestRules = z.infer<typeof pullRequestsSchema>;
