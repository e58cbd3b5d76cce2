import assert from "node:assert/strict";
import { differences, type Side } from "../../core/differences";
import { judge, type Mirror } from "../../core/mirror";
import { loadFlow } from "../../flows/load";
import { imageOf, migrations, runProgram } from "../support/program";
import { demanded } from "../support/settings";

const flow = "six-environments";
const [mirror] = loadFlow(flow).mirrors as [Mirror];

async function sideOf(stack: string): Promise<Side> {
  const config = { ...demanded["prod"], flow, migrations };
  const initialRelease = { release: "1.0.0", commit: "abcdef1", images: { app: imageOf("app") } };
  const { resources } = await runProgram(stack, { ...config, initialRelease });
  const { name: domain, zone } = demanded["prod"]?.["domain"] as { name: string; zone: string };
  const declared = resources.map(({ type, name, inputs, protect }) => ({ type, name, inputs: { ...inputs, protect } }));
  return { own: { environment: stack, domain, zone }, resources: declared };
}

describe("six-environments: staging mirrors prod", () => {
  it("in every resource and every setting, but for what the flow lists, and lists for a reason", async () => {
    const verdict = judge(differences(await sideOf("prod"), await sideOf("staging")), mirror);
    const unlisted = verdict.differences.filter(({ allowance }) => allowance === undefined);
    assert.deepEqual(
      unlisted.map(({ type, name, property = "as a whole", of, by }) => ({ type, name, property, of, by })),
      [],
    );
    assert.ok(verdict.differences.length > 0);
    assert.deepEqual(verdict.stale, []);
  });
});
