import assert from "node:assert/strict";
import { named, recipes, repeatable } from "../../core/recovery";
import { tiers } from "../../core/tiers";
import { environmentOf } from "../support/program";

describe("after a crash", () => {
  for (const tier of tiers) {
    it(`whatever could be left behind twice in tier ${tier} can be found again`, async () => {
      const { resources } = await environmentOf(tier);
      const types = new Set(resources.map(({ type }) => type).filter((type) => /^(aws|github):/.test(type)));
      assert.deepEqual(
        [...types].filter((type) => !(type in recipes) && !(type in named) && !repeatable.includes(type)),
        [],
      );
    });

    it(`everything in tier ${tier} that is found by its tags has them`, async () => {
      const { resources } = await environmentOf(tier);
      const byTags = resources.filter(({ type }) => type in recipes && recipes[type]?.equal === undefined);
      const without = byTags.filter(({ inputs }) => (inputs.tags as { Name?: string } | undefined)?.Name === undefined);
      assert.deepEqual(
        without.map(({ name, type }) => `${type} ${name}`),
        [],
      );
    });
  }
});
