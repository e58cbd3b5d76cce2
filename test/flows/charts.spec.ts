import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mermaid } from "../../core/flow/chart";
import { flowNames, loadFlow } from "../../flows/load";

/** Written by hand from the documents that the flows come from. */
const edges: Readonly<Record<string, readonly string[]>> = {
  "three-tier": ["branch main → dev", "dev → stage", "stage → prod: 1 approval"],
  "six-environments": [
    "branch main → dev-int",
    "branch hotfix/* → dev-int: by hand",
    "branch release/vX.Y.Z or release/YYYY-MM-DD → future: by hand",
    "branch release/vX.Y.Z or release/YYYY-MM-DD → active: by hand",
    "branch release/vX.Y.Z or release/YYYY-MM-DD → uat: by hand, 1 approval",
    "branch release/vX.Y.Z or release/YYYY-MM-DD → staging: by hand, 1 approval",
    "dev-int → future",
    "dev-int → active",
    "future → active",
    "active → uat: 1 approval",
    "active → staging: 1 approval",
    "uat → staging: 1 approval",
    "staging → prod: 2 approvals (3 if critical)",
  ],
  "pull-request-previews": [
    "pull requests → preview",
    "branch develop → dev",
    "branch hotfix/* → dev: by hand",
    "branch main → prod",
    "dev → prod: 1 approval",
    "preview → dev: network and load balancer",
  ],
  regions: ["branch main → ppe", "tag vX.Y.Z → staging", "ppe → staging", "staging → prod: 1 approval"],
  "staging-first": [
    "any branch → dev: by hand",
    "branch main → staging",
    "tag vX.Y.Z → staging: 1 approval",
    "staging → prod: 1 approval",
  ],
};

const markers = ["<!-- chart: written by test/flows/charts.spec.ts -->", "<!-- end of chart -->"] as const;

const pageOf = (flow: string): string => join(__dirname, "..", "..", "docs", "flows", `${flow}.md`);

/** The page with the flow's chart between its markers. */
function withChart(page: string, flow: string): string {
  const [begin, end] = [page.indexOf(markers[0]), page.indexOf(markers[1])];
  assert.ok(begin >= 0 && end > begin, `docs/flows/${flow}.md has no markers for its chart`);
  const chart = ["", "", "```mermaid", mermaid(loadFlow(flow)), "```", "", ""].join("\n");
  return page.slice(0, begin + markers[0].length) + chart + page.slice(end);
}

/** The chart's edges, each end by what its node shows. */
function edgesOf(chart: string): readonly string[] {
  const names = new Map<string, string>();
  for (const [, id, text] of chart.matchAll(/^ {2}(\w+)(?:\{\{|\(\[|\[)"([^"]*)"/gm)) {
    names.set(id!, text!.split("<br>")[0]!);
  }
  return [...chart.matchAll(/^ {2}(\w+) (?:(?:--|-\.) "([^"]*)" )?(?:-->|\.->|\.-) (\w+)$/gm)].map(
    ([, from, label, to]) => `${names.get(from!)} → ${names.get(to!)}${label === undefined ? "" : `: ${label}`}`,
  );
}

describe("charts of flows", () => {
  it("are checked for every flow that ships", () =>
    assert.deepEqual(Object.keys(edges).sort(), [...flowNames()].sort()));

  for (const [flow, expected] of Object.entries(edges)) {
    it(`${flow}: are in its page as the flow is; otherwise this test writes them anew with UPDATE_SNAPSHOTS=1`, () => {
      const file = pageOf(flow);
      const page = readFileSync(file, "utf8");
      if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, withChart(page, flow));
      assert.equal(readFileSync(file, "utf8"), withChart(page, flow));
    });

    it(`${flow}: have the edges of the document that it comes from, and no others`, () => {
      const chart = /```mermaid\n([^`]*)```/.exec(readFileSync(pageOf(flow), "utf8"))?.[1] ?? "";
      assert.deepEqual(edgesOf(chart), expected);
    });
  }
});
