import assert from "node:assert/strict";
import type { EventOf, RolloutEvent } from "../../../core/rollout/evidence";
import { allPassed, isVerified } from "../../../core/verification/verified";

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const images = { app: `shop@${digest("a")}`, api: `api@${digest("b")}` };
const verified = (passed: boolean, of: Readonly<Record<string, string>> = images): EventOf<"verified"> => ({
  ...{ kind: "verified", at: "2026-01-01T00:00:00.000Z", by: "ada", command: "verify" },
  ...{ release: "1.0.0", slot: "green", images: { ...of }, passed, checks: [] },
});
const frozen: RolloutEvent = {
  kind: "frozen",
  at: "2026-01-01T00:00:00.000Z",
  by: "ada",
  command: "freeze",
  reason: "x",
};

describe("images are verified", () => {
  it("when the last verification of exactly these was passed", () => {
    assert.equal(isVerified([verified(false), verified(true), frozen], images), true);
  });

  it("whatever name the registry has for them, and in whatever order", () => {
    const elsewhere = { api: `registry.example/api@${digest("b")}`, app: `registry.example/shop@${digest("a")}` };
    assert.equal(isVerified([verified(true)], elsewhere), true);
  });

  const others: readonly [string, readonly RolloutEvent[], Readonly<Record<string, string>>][] = [
    ["nothing was checked", [frozen], images],
    ["they have failed since", [verified(true), verified(false)], images],
    ["another image of one service was", [verified(true, { ...images, api: `api@${digest("c")}` })], images],
    ["only some of them were", [verified(true, { app: images.app })], images],
    ["more than they were", [verified(true)], { app: images.app }],
    ["services had each other's", [verified(true, { app: images.api, api: images.app })], images],
    ["there are none", [verified(true, {})], {}],
  ];
  for (const [what, events, of] of others)
    it(`but not when ${what}`, () => assert.equal(isVerified(events, of), false));
});

describe("checks", () => {
  it("have passed when each of them has, and there is one", () => {
    const result = (passed: boolean) => ({ name: "smoke", passed, found: "" });
    assert.equal(allPassed([result(true), result(true)]), true);
    assert.equal(allPassed([result(true), result(false)]), false);
    assert.equal(allPassed([]), false);
  });
});
