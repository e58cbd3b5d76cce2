import type { CommandDefinition } from "../command";
import { operations } from "../operations";

const key = { flags: "--key <key>", description: "what it is about, such as preview or drift:prod: one is kept a key" };
const file = { flags: "--file <file>", description: "its text, in Markdown" };
const commit = { flags: "--commit <hash>", description: "what the release was built from" };

export const githubComment: CommandDefinition = {
  name: "github comment",
  summary: "keep one comment a key on a pull request up to date",
  options: [{ flags: "--pull-request <number>", description: "its number" }, key, file],
  examples: ["github comment --pull-request 123 --key preview:dev --file preview.md"],
  run: async (context, options) => operations.github().comment(context, options),
};

export const githubIssue: CommandDefinition = {
  name: "github issue",
  summary: "keep one issue a key up to date: open it, say that it has happened again, or close it",
  options: [
    key,
    { flags: "--title <title>", description: "what is the matter" },
    file,
    { flags: "--label <label...>", description: "the first is what it is found by again; default: promenade" },
    { flags: "--close", description: "close it where it is open; does nothing where it is not" },
    { flags: "--because <text>", description: "with --close: its last comment" },
  ],
  examples: [
    'github issue --key drift:prod --title "prod has drifted" --file drift.md --label drift',
    'github issue --key drift:prod --label drift --close --because "prod is as recorded again"',
  ],
  run: async (context, options) => operations.github().issue(context, options),
};

export const githubDeployment: CommandDefinition = {
  name: "github deployment",
  summary: "record a deployment to a stack with its status; deploy, promote and rollback do it by themselves",
  options: [
    { flags: "--release <name>", description: "what went there" },
    commit,
    { flags: "--state <state>", description: "queued, in_progress, success, failure, error or inactive" },
    { flags: "--description <text>", description: "how it went, in a sentence" },
    { flags: "--url <url>", description: "where the environment answers" },
    { flags: "--key <key>", description: "tells deployments of one commit apart; default: the workflow's run" },
  ],
  examples: ["github deployment --stack dev --release 2.0.0 --commit 9f8d0b1 --state in_progress"],
  run: async (context, options) => operations.github().deployment(context, options),
};

export const githubTag: CommandDefinition = {
  name: "github tag",
  summary: "move the tag that follows a stack, such as env/dev, to what is deployed there",
  options: [commit],
  examples: ["github tag --stack dev --commit 9f8d0b1"],
  run: async (context, options) => operations.github().tag(context, options),
};

export const githubRelease: CommandDefinition = {
  name: "github release",
  summary: "publish a release with its notes, or bring its notes up to date",
  options: [
    { flags: "--tag <tag>", description: "such as v2.0.0; put on the commit where it is not there yet" },
    commit,
    file,
  ],
  examples: ["github release --tag v2.0.0 --commit 9f8d0b1 --file notes.md"],
  run: async (context, options) => operations.github().release(context, options),
};

export const githubBackMerge: CommandDefinition = {
  name: "github back-merge",
  summary:
    "open the pull request that takes a release's branch back, where the stack's flow says so; else remind of it",
  examples: ["github back-merge --stack prod"],
  run: async (context) => operations.github().backMerge(context),
};
