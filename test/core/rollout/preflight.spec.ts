import assert from "node:assert/strict";
import { preflight, preflightBegin } from "../../../core/rollout/preflight";
import { happened } from "../../support/events";
import { policy, viewOf } from "../../support/rollout/views";

const frozen = happened({ kind: "frozen", reason: "too many guests" });

describe("more requests for a slot", () => {
  type Case = readonly [what: string, given: Parameters<typeof viewOf>[0], wrong: RegExp, begin: boolean];
  const cases: readonly Case[] = [
    ["while frozen", { standing: { frozen } }, /is frozen/, true],
    ["from weights that the record does not know", { green: 10, recorded: 0 }, /past Pulumi/, true],
    ["while its alarms fire", { alarms: { green: ["green-errors"] } }, /alarms fire already/, false],
    ["while its alarms cannot be read", { alarms: { green: "unreadable" } }, /counts as firing/, false],
    [
      "whose release is older than the schema",
      { standing: { oneWay: { release: "3.0.0", revision: 2 } } },
      /cannot be gone back from/,
      false,
    ],
  ];
  for (const [what, given, wrong, begin] of cases) {
    it(`is refused ${what}`, () => {
      const refusal = preflight(viewOf(given), "green", policy);
      assert.match(refusal?.wrong ?? "", wrong);
      for (const text of Object.values(refusal!)) assert.notEqual(text, "");
      assert.equal(preflightBegin(viewOf(given), "green", policy) !== undefined, begin);
    });
  }

  it("is not refused for the other slot's alarms, or for a migration that it knows", () => {
    const given = { alarms: { blue: ["blue-errors"] }, standing: { oneWay: { release: "2.0.0", revision: 1 } } };
    assert.equal(preflight(viewOf(given), "green", policy), undefined);
  });
});
