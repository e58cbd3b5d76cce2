import assert from "node:assert/strict";
import type { Flow } from "../../../core/flow";
import { findPath, isPath, validTargets } from "../../../core/flow/path";
import { loadFlow } from "../../../flows/load";

/** Who promotes to whom, by hand from "Promotion Path" and "Detailed Paths" of the document that each flow comes from. */
const documents: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "six-environments": {
    "dev-int": ["future", "active"],
    future: ["active"],
    active: ["uat", "staging"],
    uat: ["staging"],
    staging: ["prod"],
    prod: [],
  },
  "three-tier": { dev: ["stage"], stage: ["prod"], prod: [] },
  "pull-request-previews": { preview: [], dev: ["prod"], prod: [] },
  regions: { ppe: ["staging"], staging: ["prod"], prod: [] },
  "staging-first": { dev: [], staging: ["prod"], prod: [] },
};

const refusalOf = (flow: Flow, from: string, to: string) => {
  const found = findPath(flow, from, to);
  assert.ok(!isPath(found), `${from} → ${to} is a path`);
  return found;
};

describe("promotions", () => {
  for (const [name, targets] of Object.entries(documents)) {
    const flow = loadFlow(name);
    const environments = Object.keys(targets);
    const pairs = environments.flatMap((from) =>
      environments.filter((to) => to !== from).map((to) => [from, to] as const),
    );

    it(`of ${name} are those of its document`, () => {
      assert.deepEqual(Object.keys(flow.environments), environments);
      for (const from of environments) assert.deepEqual(validTargets(flow, from), targets[from], from);
    });

    for (const [from, to] of pairs) {
      if (targets[from]!.includes(to)) {
        it(`of ${name} lead from ${from} to ${to}`, () => {
          const path = findPath(flow, from, to);
          assert.ok(isPath(path));
          assert.deepEqual([path.from, path.to], [from, to]);
        });
      } else {
        it(`of ${name} from ${from} to ${to} are refused with where releases may go`, () => {
          const { found, allowed } = refusalOf(flow, from, to);
          assert.equal(found, `${from} → ${to}`);
          const listed = targets[from]!;
          assert.equal(
            allowed,
            listed.length > 0 ? `from ${from} to ${listed.join(", ")}` : `nothing: no path leaves ${from}`,
          );
        });
      }
    }
  }

  it("of six environments are 7, and 23 pairs are refused", () => {
    const flow = loadFlow("six-environments");
    const names = Object.keys(flow.environments);
    const found = names.flatMap((from) => names.filter((to) => to !== from).map((to) => findPath(flow, from, to)));
    assert.deepEqual([found.filter(isPath).length, found.filter((one) => !isPath(one)).length], [7, 23]);
  });

  it("into where a release is already are refused as well", () => {
    assert.equal(refusalOf(loadFlow("three-tier"), "stage", "stage").allowed, "from stage to prod");
  });

  it("from or to nowhere are refused with what was meant", () => {
    const flow = loadFlow("six-environments");
    assert.match(refusalOf(flow, "activ", "uat").wrong, /did you mean "active"/);
    assert.match(refusalOf(flow, "staging", "production").wrong, /no such environment/);
    assert.match(refusalOf(loadFlow("three-tier"), "toString", "prod").wrong, /no such environment/);
  });
});
