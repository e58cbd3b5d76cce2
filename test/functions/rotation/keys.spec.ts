import assert from "node:assert/strict";
import type { KeyEntry } from "../../../core/credentials";
import { keyRotator } from "../../../functions/rotation/keys";
import { rotate } from "../../../functions/rotation/rotate";
import { steps } from "../../../functions/rotation/steps";
import { OneEntry } from "./vault";

describe("rotation of keys", () => {
  it("keeps the key before, and repeats no key", async () => {
    const vault = new OneEntry("keys", JSON.stringify({ current: "seed", previous: "seed" }));
    const ports = { vault, olderTaskRuns: async () => false, rotators: { keys: keyRotator } };
    const current = () => JSON.parse(vault.current()) as KeyEntry;
    const seen = [current().current];
    for (const version of ["one", "two", "three"]) {
      vault.begin(version);
      for (const Step of Object.keys(steps)) {
        for (const repeated of [Step, Step]) {
          await rotate({ Step: repeated, SecretId: "arn:entry", ClientRequestToken: version }, ports);
        }
      }
      assert.equal(current().previous, seen.at(-1));
      seen.push(current().current);
    }
    assert.equal(new Set(seen).size, 4);
    assert.match(seen.at(-1) ?? "", /^[A-Za-z0-9]{64}$/);
  });

  it("does not take an entry that holds no keys", async () => {
    await assert.rejects(keyRotator.prove(JSON.stringify({ current: "only" })), /no current and previous key/);
  });
});
