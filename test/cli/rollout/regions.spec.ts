import assert from "node:assert/strict";
import { Output } from "../../../cli/output";
import { Surrounded } from "../../support/environment";
import { Said } from "../../support/said";

describe("a rollback of an environment with regions", () => {
  const regions = new Surrounded();
  before(() => {
    for (const stack of ["staging", "prod-eu-west-1", "prod-us-east-1"])
      regions.writeConfig(stack, { "promenade:flow": "regions" });
  });
  after(() => regions.remove());

  it("is for one region at a time where it goes past Pulumi", async () => {
    const { exitCode, stderr } = await regions.run("rollback --stack prod --direct --reason x".split(" "));
    assert.equal(exitCode, 2);
    assert.match(stderr, /works on one region at a time[^]*prod-eu-west-1, prod-us-east-1, prod-ap-southeast-1/);
  });

  it("has nothing to take back where nothing is up", async () => {
    const { exitCode, stdout } = await regions.run("rollback --stack prod --reason x".split(" "));
    assert.equal(exitCode, 0);
    assert.match(stdout, /prod: nothing to take back: no release ever came/);
  });

  it("is no rollback of an environment without them, nor of none", async () => {
    for (const [stack, told] of [
      ["ppe", /no stack file for it/],
      ["prodd", /no such stack, did you mean "prod"/],
    ] as const) {
      const { exitCode, stderr } = await regions.run(["rollback", "--stack", stack, "--reason", "x"]);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, told);
    }
  });
});

describe("what is told of several stacks at a time", () => {
  it("says in each line whose it is", () => {
    const [stdout, stderr] = [new Said(), new Said()];
    const output = new Output({ stdout, stderr }, false, {});
    output.about("prod-eu-west-1").say("  going back\n\n  all there");
    output.about("prod-us-east-1").result({}, () => "done");
    const lines = ["prod-eu-west-1    going back", "", "prod-eu-west-1    all there", "prod-us-east-1  done", ""];
    assert.equal(stdout.text, lines.join("\n"));
    assert.equal(stderr.text, "");
  });
});
