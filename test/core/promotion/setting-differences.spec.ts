import assert from "node:assert/strict";
import { settingDifferences } from "../../../core/promotion/setting-differences";
import { settingsOf } from "../../support/settings";

describe("settings that a release finds other than where it comes from", () => {
  it("are none between an environment and itself", () =>
    assert.deepEqual(settingDifferences(settingsOf({}, { stack: "stage" }), settingsOf({}, { stack: "stage" })), []));

  it("are told by their path, with both values", () => {
    const found = settingDifferences(settingsOf({}, { stack: "stage" }), settingsOf({}, { stack: "prod" }));
    const told = Object.fromEntries(found.map(({ setting, from, to }) => [setting, [from, to]]));
    assert.deepEqual(told["variables.LOG_LEVEL"], ['"info"', '"warn"']);
    assert.deepEqual(told.plannedLoad, ["1000", "10000"]);
    assert.ok(!("tier" in told), "what no release meets is left out");
  });

  it("are told where one of the two has none", () => {
    const stage = settingsOf({}, { stack: "stage" });
    const found = settingDifferences({ ...stage, cache: undefined }, stage);
    assert.deepEqual(
      found.map(({ setting, from }) => [setting, from]),
      [["cache", "nothing"]],
    );
  });
});
