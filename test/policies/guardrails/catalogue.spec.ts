import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalogue } from "../../../policies/guardrails/catalogue";
import { policies as folder } from "../pack";

const pack = join(folder, "guardrails");

describe("policies/guardrails: catalogue", () => {
  it("has every rule once, each in a file of its name", () => {
    const files = readdirSync(join(pack, "rules")).map((file) => file.replace(/\.ts$/, ""));
    assert.deepEqual(catalogue.map(({ name }) => name).sort(), files.sort());
  });

  it("has fixtures for every rule", () => {
    const specs = readdirSync(__dirname)
      .filter((file) => file.endsWith(".spec.ts"))
      .map((file) => readFileSync(join(__dirname, file), "utf8"))
      .join("\n");
    const untested = catalogue.filter(({ name }) => !new RegExp(`"${name}"`).test(specs));
    assert.deepEqual(
      untested.map(({ name }) => name),
      [],
    );
  });

  it("names types that the installed @pulumi/aws has", () => {
    const sdk = dirname(require.resolve("@pulumi/aws/package.json"));
    const named = catalogue
      .map(({ name }) => readFileSync(join(pack, "rules", `${name}.ts`), "utf8"))
      .flatMap((text) => [...text.matchAll(/"(aws:\w+\/\w+:\w+)"/g)].map(([, type]) => type!));
    assert.ok(named.length > 80);
    for (const type of new Set(named)) {
      const [, file] = /^aws:(.+):/.exec(type)!;
      assert.match(readFileSync(join(sdk, `${file!}.js`), "utf8"), new RegExp(`__pulumiType = '${type}'`), type);
    }
  });

  it("writes ids as AWS and Checkov do", () => {
    for (const { fsbp = [], checkov = [] } of catalogue) {
      for (const id of fsbp) assert.match(id, /^[A-Z][A-Za-z0-9]+\.\d+$/);
      for (const id of checkov) assert.match(id, /^CKV2?_AWS_\d+$/);
    }
  });

  it("says what each rule's configuration may be", () => {
    const kinds = catalogue.flatMap(({ name, config }) =>
      Object.entries(config?.properties ?? {}).map(([key, { description: _text, default: _usual, ...kind }]) => [
        `${name}.${key}`,
        kind,
      ]),
    );
    const texts = { type: "array", items: { type: "string" } };
    const days = (most: number) => ({ type: "integer", minimum: 1, maximum: most });
    const usd = { type: "number", minimum: 0 };
    assert.deepEqual(Object.fromEntries(kinds), {
      "rds-backups.minimumDays": days(35),
      "secret-rotation-interval.maximumDays": { type: "object", additionalProperties: days(1000) },
      "secret-rotation-interval.passwordDays": days(1000),
      "ingress-not-open.publicPorts": { type: "array", items: { type: "integer", minimum: 1, maximum: 65535 } },
      "log-retention.minimumDays": { type: "object", additionalProperties: days(3653) },
      "cost-within-budget.estimate": usd,
      "cost-within-budget.budget": usd,
      "small-sizes.databaseClasses": texts,
      "small-sizes.cacheNodeTypes": texts,
      "small-sizes.taskCpu": texts,
      "small-sizes.taskMemory": texts,
      "allowed-regions.allowedRegions": texts,
    });
  });

  it("is mandatory only where it is meant", () => {
    for (const { name, tiers, mandatoryIn } of catalogue) {
      assert.ok(
        mandatoryIn.every((tier) => tiers?.includes(tier) ?? true),
        name,
      );
    }
  });

  it("is what Node.js finds by the folder's name, whatever lies beside it", () => {
    for (const name of ["guardrails", "naming"]) {
      assert.equal(require.resolve(join(folder, name)), join(folder, name, "main.js"));
    }
  });

  it("starts as naming does, and loads TypeScript as the program does", () => {
    const text = (...path: readonly string[]) => readFileSync(join(folder, ...path), "utf8");
    for (const file of ["main.js", "properties.js"]) assert.equal(text("guardrails", file), text("naming", file));
    const [own, ...others] = ["guardrails", "naming", "../program"].map((name) => text(name, "typescript.js"));
    for (const other of others) assert.equal(other, own);
  });
});
