import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Landing } from "../../core/flow/landing";
import { Surrounded } from "../support/environment";

const commit = "9f8d0b1c2d3e4f5061728394a5b6c7d8e9f00112";

describe("flow --for-ref", () => {
  let place: Surrounded;
  beforeEach(() => {
    place = new Surrounded();
  });
  afterEach(() => place.remove());

  const stacks = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await place.run(["flow", "--json", "--commit", commit, ...args]);
    return (JSON.parse(stdout) as { landings: readonly Landing[] }).landings.map(({ way, stack }) => `${way} ${stack}`);
  };

  it("asks the flows that stack files name, each for its own stacks", async () => {
    place.writeConfig("dev", {});
    place.writeConfig("staging", { "promenade:flow": "staging-first" });
    assert.deepEqual(await stacks("--for-ref", "refs/heads/main"), ["deploy dev", "deploy staging"]);
    assert.deepEqual(await stacks("--for-ref", "refs/tags/v1.0.0"), ["redeploy staging"]);
  });

  it("leaves out what has no stack file", async () => {
    place.writeConfig("stage", {});
    assert.deepEqual(await stacks("--for-ref", "refs/heads/main"), []);
  });

  it("takes the file of all pull requests for each of them", async () => {
    place.writeConfig("dev", {});
    assert.deepEqual(await stacks("--for-ref", "refs/pull/7/merge", "--into", "main"), []);
    place.writeConfig("preview", { "promenade:flow": "pull-request-previews" });
    assert.deepEqual(await stacks("--for-ref", "refs/pull/7/merge", "--into", "main"), ["deploy pr-7"]);
  });

  it("refuses an environment that the reference may not be deployed to", async () => {
    place.writeConfig("dev", {});
    const args = ["flow", "--for-ref", "refs/heads/feature", "--commit", commit, "--to", "dev"];
    const { exitCode, stderr } = await place.run(args);
    assert.equal(exitCode, 3);
    assert.match(stderr, /refs\/heads\/feature may not be deployed to dev/);
  });

  it("writes lists that jobs can be chosen by", async () => {
    place.writeConfig("staging", { "promenade:flow": "regions" });
    const file = join(place.root, "outputs");
    const args = ["flow", "--for-ref", "refs/tags/v1.0.0", "--commit", commit, "--step-outputs"];
    assert.equal((await place.run(args, { GITHUB_OUTPUT: file })).exitCode, 0);
    const outputs = Object.fromEntries(
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split("=", 2) as [string, string]),
    );
    assert.deepEqual([outputs.deploys, outputs.builds, outputs.gates], ["[]", "false", "[]"]);
    const [promotion] = JSON.parse(outputs.promotions ?? "") as readonly Landing[];
    assert.deepEqual([promotion?.from, promotion?.stack, promotion?.release], ["ppe", "staging", "9f8d0b1c2d3e"]);
  });

  it("says outside of a workflow that there is no step to write for", async () => {
    place.writeConfig("dev", {});
    const { exitCode, stderr } = await place.run(["stacks", "--step-outputs"], { GITHUB_OUTPUT: "" });
    assert.equal(exitCode, 2);
    assert.match(stderr, /no GITHUB_OUTPUT/);
  });
});

describe("stacks", () => {
  it("lists those that have a file, without pull requests'", async () => {
    const place = new Surrounded();
    try {
      place.writeConfig("prod-eu-west-1", { "promenade:flow": "regions", "promenade:cloud": "aws" });
      place.writeConfig("dev", {});
      place.writeConfig("pr-7", { "promenade:flow": "pull-request-previews" });
      const { stdout } = await place.run(["stacks", "--json"]);
      assert.deepEqual(JSON.parse(stdout), {
        stacks: [
          { stack: "dev", environment: "dev", scope: "DEV", cloud: "sandbox" },
          { stack: "prod-eu-west-1", environment: "prod", scope: "PROD_EU_WEST_1", cloud: "aws" },
        ],
      });
    } finally {
      place.remove();
    }
  });
});
