import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheKey, placeFrom } from "../../toolchain/place";
import { versions, type Versions } from "../../toolchain/versions";

describe("toolchain: where it is kept", () => {
  it("names what it holds", () => {
    assert.match(cacheKey(versions, "linux", "x64"), /^pulumi-3\.259\.0-linux-x64-[0-9a-f]{10}$/);
  });

  it("is another place for every other version, platform and processor", () => {
    const changed = Object.keys(versions).map((name): Versions => ({ ...versions, [name]: "9.9.9" }));
    const keys = [
      ...[versions, ...changed].map((pinned) => cacheKey(pinned, "linux", "x64")),
      cacheKey(versions, "darwin", "x64"),
      cacheKey(versions, "linux", "arm64"),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it("does not depend on the order in which versions are written", () => {
    const reversed = Object.fromEntries(Object.entries(versions).reverse()) as Versions;
    assert.equal(cacheKey(reversed, "linux", "x64"), cacheKey(versions, "linux", "x64"));
  });

  it("is the folder that PROMENADE_TOOLCHAIN_DIR names, else promenade's in the user's cache", () => {
    const named = placeFrom({ PROMENADE_TOOLCHAIN_DIR: "/elsewhere" });
    assert.equal(named.directory, "/elsewhere");
    assert.ok(named.installation.startsWith(join("/elsewhere", "pulumi-")));
    assert.match(placeFrom({}).directory, /promenade/);
  });

  it("follows XDG_CACHE_HOME", function () {
    if (process.platform !== "linux") this.skip();
    const before = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = "/var/my-cache";
    try {
      assert.equal(placeFrom({}).directory, "/var/my-cache/promenade");
    } finally {
      if (before === undefined) delete process.env["XDG_CACHE_HOME"];
      else process.env["XDG_CACHE_HOME"] = before;
    }
  });
});
