import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, Surrounded } from "../support/environment";

describe("verify", () => {
  let place: Surrounded;
  beforeEach(() => {
    place = new Surrounded();
    for (const stack of ["dev", "stage", "prod"]) {
      place.writeStackFile(stack, readFileSync(join(checkout, `Pulumi.${stack}.yaml`), "utf8"));
    }
  });
  afterEach(() => place.remove());

  const refused: readonly [string, readonly string[], RegExp][] = [
    ["a slot that is none", ["--stack", "dev", "--slot", "red"], /--slot: no such slot[^]*"red"/],
    ["load where none is planned", ["--stack", "dev", "--load"], /--load: the stack file plans no load/],
    ["chaos where people are", ["--stack", "prod", "--chaos"], /--chaos: the stack file plans no chaos/],
    ["all of it at once", ["--stack", "prod", "--slot", "red", "--load", "--chaos"], /^3 problems/],
  ];
  for (const [what, args, told] of refused) {
    it(`does not take ${what}, and starts nothing`, async () => {
      const { exitCode, stderr } = await place.run(["verify", ...args]);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, told);
      assert.equal(existsSync(place.sandbox), false);
    });
  }

  it("says where there is no environment to check", async () => {
    const { exitCode, stderr } = await place.run(["verify", "--stack", "stage", "--load", "--chaos"]);
    assert.equal(exitCode, 1, stderr);
    assert.match(stderr, /npx promenade up --stack stage/);
  });
});
