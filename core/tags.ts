import type { Evidence, Release } from "./release";
import type { Environment } from "./flow";

/** Tag keys that make up the record: they are read back from Pulumi's own state. */
export const recordTags = {
  slot: "promenade:slot",
  service: "promenade:service",
  release: "promenade:release",
  commit: "promenade:commit",
  capacity: "promenade:capacity",
  revision: "promenade:revision",
  /** Hash of what its tasks are started with, but for the release. */
  settings: "promenade:settings",
  /** References to what proves that a release may run here. */
  verified: "promenade:verified",
  approvals: "promenade:approvals",
  /** What a task is for that belongs to no slot. */
  task: "promenade:task",
} as const;

/** Marks the task that migrates the database. */
export const migrationTask = "migrate";

export type Tags = Readonly<Record<string, string>>;

/** Tags that every taggable resource carries, whatever it is. */
export function environmentTags(flow: string, environment: Environment): Tags {
  return { env: environment.label, "promenade:flow": flow };
}

/** What a task definition says of the release that it runs, and of what proves that it may. */
export function releaseTags(release: Release | undefined, { verified, approvals }: Evidence): Tags {
  const said = {
    [recordTags.release]: release?.release,
    [recordTags.commit]: release?.commit,
    [recordTags.verified]: verified,
    [recordTags.approvals]: approvals,
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** Tags of one resource: the environment's, its name, and those only it carries. */
export function named(tags: Tags, name: string, own: Tags = {}): Record<string, string> {
  return { ...tags, Name: name, ...own };
}
