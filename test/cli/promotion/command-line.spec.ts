import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { validTargets } from "../../../core/flow/path";
import { loadFlow } from "../../../flows/load";
import { Surrounded } from "../../support/environment";

const six = Object.keys(loadFlow("six-environments").environments);

describe("the command line of promotions", () => {
  const threeTier = new Surrounded();
  const regions = new Surrounded();
  const sixEnvironments = new Surrounded();

  before(() => {
    for (const stack of ["dev", "stage", "prod"]) threeTier.writeConfig(stack, {});
    for (const stack of ["ppe", "staging", "prod-eu-west-1"]) {
      regions.writeConfig(stack, { "promenade:flow": "regions" });
    }
    for (const stack of six) sixEnvironments.writeConfig(stack, { "promenade:flow": "six-environments" });
  });
  after(() => {
    for (const one of [threeTier, regions, sixEnvironments]) {
      assert.ok(!existsSync(one.sandbox), "a refused command starts and creates nothing");
      one.remove();
    }
  });

  const cases: readonly (readonly [given: string, args: string, exitCode: number, told: RegExp])[] = [
    ["no environment", "promote", 2, /missing its value|not two environments|missing required argument/],
    ["one environment", "promote stage", 2, /not two environments[^]*npx promenade promote stage prod/],
    ["three of them", "promote dev stage prod", 2, /not two environments/],
    ["an unknown one", "promote stag prod", 2, /no such environment in the flow three-tier, did you mean "stage"/],
    ["a way that is none", "promote dev prod", 3, /no path from dev to prod[^]*allowed +from dev to stage/],
    ["a way back", "promote prod stage", 3, /no path from prod to stage[^]*nothing: no path leaves prod/],
    ["no release's name", "promote dev stage --release a/b", 2, /--release: not valid/],
    ["no time", "promote dev stage --bake soon", 2, /--bake: not a time/],
    ["no schedule", "promote dev stage --schedule graduel", 2, /no such schedule, did you mean "gradual"/],
    ["a wave where there are none", "promote dev stage --wave region-a", 2, /stage has no waves/],
    [
      "a repair where the flow has no way for it",
      "promote dev stage --hotfix hotfix/1",
      3,
      /no way of its own for repairs/,
    ],
    ["an approval of nothing", "approve", 2, /missing required argument|not one environment/],
    ["an approval of an unknown one", "approve prodd --as anna", 2, /no such environment, did you mean "prod"/],
    ["an approval of two", "approve stage prod --as anna", 2, /not one environment/],
    ["an attestation for an unknown one", "attest prodd --all", 2, /no such environment, did you mean "prod"/],
  ];
  for (const [given, args, exitCode, told] of cases) {
    it(`given ${given}, is refused with ${exitCode}, and says what is meant`, async () => {
      const ended = await threeTier.run(args.split(" "));
      assert.equal(ended.exitCode, exitCode, ended.stderr);
      assert.match(ended.stderr, told);
    });
  }

  it("knows the waves of a flow, and its stacks for their environment", async () => {
    const wave = await regions.run(["promote", "staging", "prod", "--wave", "region-d"]);
    assert.equal(wave.exitCode, 2);
    assert.match(wave.stderr, /no such wave, did you mean "region-[abc]"[^]*region-a, region-b, region-c/);
    const skipped = await regions.run(["promote", "ppe", "prod"]);
    assert.equal(skipped.exitCode, 3);
    assert.match(skipped.stderr, /from ppe to staging/);
  });

  it("refuses all 23 pairs of six environments that are no path, with where a release may go", async () => {
    const flow = loadFlow("six-environments");
    let refused = 0;
    for (const from of six) {
      for (const to of six.filter((one) => one !== from && !validTargets(flow, from).includes(one))) {
        const { exitCode, stderr } = await sixEnvironments.run(["promote", from, to]);
        assert.equal(exitCode, 3, `${from} → ${to}`);
        for (const target of validTargets(flow, from)) assert.ok(stderr.includes(target), stderr);
        refused += 1;
      }
    }
    assert.equal(refused, 23);
  });

  it("takes a repair on its own way alone, from its own branch alone", async () => {
    const away = await sixEnvironments.run(["promote", "active", "uat", "--hotfix", "hotfix/1"]);
    assert.equal(away.exitCode, 3);
    assert.match(away.stderr, /promote active staging --hotfix hotfix\/1/);
    const branch = await sixEnvironments.run(["promote", "staging", "prod", "--hotfix", "release/v1.0.0"]);
    assert.equal(branch.exitCode, 3);
    assert.match(branch.stderr, /only what comes from a repair's branch[^]*hotfix\/\*/);
  });
});
