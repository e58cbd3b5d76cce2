import assert from "node:assert/strict";
import { repositorySchema } from "../../core/config/repository";
import { stacksOf } from "../../core/flow";
import { githubPattern } from "../../core/flow/reference-pattern";
import { deliveryOf, type GithubEnvironment } from "../../core/github/delivery";
import { flowNames, loadFlow } from "../../flows/load";

/** One that is not what any flow releases from. */
const defaultBranch = "trunk";
const repository = repositorySchema.parse({ name: "acme/shop", visibility: "public", defaultBranch });

const admits = ({ from }: GithubEnvironment, kind: "branches" | "tags", pattern: string): boolean =>
  from === undefined || from[kind].includes(githubPattern(pattern));

describe("environments at GitHub let in the workflows that use them", () => {
  for (const name of flowNames()) {
    const flow = loadFlow(name);
    const stacks = Object.entries(flow.environments)
      .filter(([, { ephemeral }]) => !ephemeral)
      .flatMap(([called, environment]) => stacksOf(called, environment).map((stack) => ({ stack, environment })));

    it(`${name}: those that run by hand and on schedule, from the default branch`, () => {
      for (const { stack, environment } of stacks) {
        for (const one of deliveryOf(flow, stack, repository).environments) {
          const own = one.part === "environment" && environment.deploysFrom !== undefined;
          assert.ok(own || admits(one, "branches", defaultBranch), one.name);
        }
      }
    });

    it(`${name}: those that a branch or a tag sets off, gates among them`, () => {
      for (const { stack, environment } of stacks) {
        const kept = deliveryOf(flow, stack, repository).environments.filter(({ part }) => part !== "guests");
        for (const { branch = "", tag = "" } of environment.sources.filter(({ automatic }) => automatic)) {
          for (const one of kept) {
            for (const pattern of flow.branches[branch]?.patterns ?? []) assert.ok(admits(one, "branches", pattern));
            for (const pattern of flow.tags[tag]?.patterns ?? []) assert.ok(admits(one, "tags", pattern), one.name);
          }
        }
      }
    });
  }
});
