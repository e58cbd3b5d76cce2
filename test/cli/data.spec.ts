import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, Surrounded } from "../support/environment";

const shipped = readFileSync(join(checkout, "Pulumi.prod.yaml"), "utf8");

describe("data that may not be changed", () => {
  let place: Surrounded;
  beforeEach(() => (place = new Surrounded()));
  afterEach(() => place.remove());

  for (const action of ["seed", "reset", "refresh"]) {
    it(`is that of prod: data ${action} is refused by a rule, before anything is started`, async () => {
      place.writeStackFile("prod", shipped);
      const { exitCode, stderr } = await place.run(["data", action, "--stack", "prod"]);
      assert.equal(exitCode, 3, stderr);
      assert.match(stderr, /the data of prod are real/);
      assert.equal(existsSync(place.sandbox), false);
    });
  }

  it("is that of an environment whose tasks have a database each", async () => {
    place.writeConfig("dev", { "aws:region": "eu-west-1", "promenade:tier": "preview" });
    const { exitCode, stderr } = await place.run(["data", "reset", "--stack", "dev"]);
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /has no database that outlives a task/);
  });

  it("is refused other data in prod without a confirmation, and for no origin or two", async () => {
    place.writeStackFile("prod", shipped);
    const restore = (...args: string[]) => place.run(["restore", "--stack", "prod", ...args]);
    assert.equal((await restore("--latest")).exitCode, 3);
    assert.equal((await restore()).exitCode, 2);
    assert.equal((await restore("--latest", "--snapshot", "one")).exitCode, 2);
    assert.equal((await restore("--time", "yesterday")).exitCode, 2);
    assert.equal((await place.run(["restore", "--latest"])).exitCode, 2);
    assert.equal(existsSync(place.sandbox), false);
  });
});
