import assert from "node:assert/strict";
import { targetsOf } from "../../../core/rollout/targets";
import type { Request } from "../../../core/release";
import type { Registered } from "../../support/mocks";
import { environmentOf, imageOf, initialRelease, migrations, repository, runProgram } from "../../support/program";

const release = { release: "2.0.0", images: { app: imageOf("app", "b") } };
const requests: readonly Request[] = [
  { kind: "traffic", revision: 2, weights: { blue: 50, green: 50 } },
  { kind: "slot", revision: 2, slot: "green", capacity: "full", ...release },
  { kind: "capacity", revision: 2, slot: "blue", capacity: "one" },
  { kind: "migration", revision: 2, ...release },
];

/** What stays the record's, by resource. */
const kept = (resources: readonly Registered[]): ReadonlyMap<string, string> =>
  new Map(resources.map(({ urn, ignoreChanges }) => [urn, [...ignoreChanges].sort().join()]));

describe("what an update for a request is to touch", () => {
  for (const request of requests) {
    it(`has all that a ${request.kind} request lifts, and nothing that runs in another slot`, async () => {
      const { resources } = await environmentOf("dev");
      const recorded = Object.fromEntries(resources.map(({ urn, type, outputs }) => [urn, { type, outputs }]));
      const asked = await runProgram("dev", { initialRelease, migrations, repository, request }, { recorded });
      const [before, after] = [kept(resources), kept(asked.resources)];
      const lifted = [...before].filter(([urn, own]) => after.get(urn) !== own).map(([urn]) => urn);
      assert.ok(lifted.length > 0);
      const targets = targetsOf(resources, request);
      assert.deepEqual(
        lifted.filter((urn) => !targets.includes(urn)),
        [],
      );
      const other = "slot" in request && request.slot === "blue" ? "green" : "blue";
      assert.deepEqual(
        targets.filter((urn) => urn.includes(`dev-${other}`) || urn.includes(`-${other}-`)),
        [],
      );
    });
  }
});
