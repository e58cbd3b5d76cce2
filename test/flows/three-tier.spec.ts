import assert from "node:assert/strict";
import { differences, type Side } from "../../core/differences";
import { judge, type Allowance, type Mirror, type Verdict } from "../../core/mirror";
import type { Tier } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import type { Registered } from "../support/mocks";
import { environmentOf } from "../support/program";
import { demanded, threeTier } from "../support/settings";

type Resources = readonly Registered[];

const [mirror] = threeTier.mirrors as [Mirror];

async function sideOf(tier: Tier, change: (resources: Resources) => Resources = (same) => same): Promise<Side> {
  const { resources } = await environmentOf(tier);
  const { name: domain, zone } = demanded[tier]?.["domain"] as { name: string; zone: string };
  const declared = change(resources).map(({ type, name, inputs, protect }) => ({
    ...{ type, name },
    inputs: { ...inputs, protect },
  }));
  return { own: { environment: tier, domain, zone }, resources: declared };
}

async function mirrored(change?: (resources: Resources) => Resources): Promise<Verdict> {
  return judge(differences(await sideOf("prod"), await sideOf("stage", change)), mirror);
}

const unlisted = ({ differences: judged }: Verdict): readonly string[] =>
  judged
    .filter(({ allowance }) => allowance === undefined)
    .map(({ type, name, property = "as a whole" }) => `${type.split(":").at(-1)} ${name} ${property}`);

describe("three-tier: stage mirrors prod", () => {
  it("in every resource and every setting, but for what the flow lists", async () => {
    const verdict = await mirrored();
    assert.deepEqual(unlisted(verdict), []);
    assert.ok(verdict.differences.length > 0);
  });

  it("with nothing on the list that no longer differs", async () => {
    const { stale } = await mirrored();
    assert.deepEqual(stale, []);
  });

  const instance = "aws:rds/instance:Instance";
  const breakages: readonly (readonly [what: string, change: (resources: Resources) => Resources, named: string[]])[] =
    [
      [
        "is not encrypted",
        changed(instance, undefined, () => ({ storageEncrypted: false })),
        ["Instance {environment}-database storageEncrypted"],
      ],
      [
        "keeps a store unprotected",
        (resources) => resources.map((one) => (one.type === instance ? { ...one, protect: false } : one)),
        ["Instance {environment}-database protect"],
      ],
      ["has no such resource", without("aws:kms/alias:Alias"), ["Alias {environment}-key as a whole"]],
      [
        "has one that prod has not",
        (resources) => [
          ...resources,
          { ...resources.find(({ type }) => type === "aws:kms/key:Key")!, name: "stage-spare" },
        ],
        ["Key {environment}-spare as a whole"],
      ],
      [
        "uses another environment's key",
        changed(instance, undefined, () => ({ kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:Key/dev-key" })),
        ["Instance {environment}-database kmsKeyId"],
      ],
      [
        "gives its containers another variable",
        changed("aws:ecs/taskDefinition:TaskDefinition", "stage-blue-app", ({ containerDefinitions }) => ({
          containerDefinitions: String(containerDefinitions).replace(
            '"environment":[',
            '"environment":[{"name":"EXTRA","value":"1"},',
          ),
        })),
        ["TaskDefinition {environment}-blue-app containerDefinitions[app].environment[EXTRA]"],
      ],
    ];
  for (const [what, change, named] of breakages) {
    it(`is refused, and the difference named, when stage ${what}`, async () => {
      const before = unlisted(await mirrored());
      assert.deepEqual(
        unlisted(await mirrored(change)).filter((one) => !before.includes(one)),
        named,
      );
    });
  }

  it("an entry of the list that nothing needs any more is told", () => {
    const spare: Allowance = {
      kind: "size",
      type: "aws:sqs/*",
      name: "*",
      properties: ["*"],
      reason: "no longer true",
    };
    assert.deepEqual(judge([], { ...mirror, differences: [spare] }).stale, [spare]);
    const place = { type: "aws:sqs/queue:Queue", name: "{environment}-queue" };
    assert.deepEqual(judge([], { ...mirror, differences: [spare] }, [{ ...place, property: "*" }]).stale, []);
  });
});
