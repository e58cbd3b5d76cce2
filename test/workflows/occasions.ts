import type { Occasion } from "./runner";

export const commit = "9f8d0b1c2d3e4f5061728394a5b6c7d8e9f00112";

const repository = { full_name: "acme/shop", default_branch: "main", private: true };

/** What GitHub tells a workflow of what has set it off: its own payloads, without what no workflow of ours reads. */
export const occasions = {
  push: (ref: string): Occasion => ({
    github: { event_name: "push", ref, sha: commit, event: { ref, after: commit, repository } },
  }),
  byHand: (inputs: Readonly<Record<string, unknown>>): Occasion => ({
    github: {
      ...{ event_name: "workflow_dispatch", ref: "refs/heads/main", sha: commit },
      event: { inputs, ref: "refs/heads/main", repository },
    },
    inputs,
  }),
  schedule: (cron: string): Occasion => ({
    github: {
      ...{ event_name: "schedule", ref: "refs/heads/main", sha: commit },
      event: { schedule: cron, repository },
    },
  }),
  pullRequest: (action: string, from: string = repository.full_name): Occasion => ({
    github: {
      ...{ event_name: "pull_request", ref: "refs/pull/7/merge", sha: "0".repeat(40) },
      event: {
        ...{ action, number: 7, repository },
        pull_request: {
          ...{ number: 7, state: action === "closed" ? "closed" : "open", merged: action === "closed" },
          head: { ref: "feature", sha: commit, repo: { full_name: from } },
          base: { ref: "main", sha: "1".repeat(40), repo: { full_name: repository.full_name } },
        },
      },
    },
  }),
} as const;
