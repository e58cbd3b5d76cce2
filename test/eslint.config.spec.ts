import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

const root = dirname(__dirname);

/** Any module that stands directly in `folder`, so that no test depends on a certain file. */
function moduleIn(folder: string): string {
  const file = readdirSync(join(root, folder)).find((name) => name.endsWith(".ts") && !name.endsWith(".spec.ts"));
  assert.ok(file !== undefined, `${folder} has no module`);
  return join(folder, file.slice(0, -".ts".length));
}

describe("who may import whom", function () {
  this.timeout(60_000);

  // The files below do not exist, so they have no types to check.
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      tseslint.configs.disableTypeChecked,
      {
        rules: {
          "@pulumi/no-output-in-template-literal": "off",
          "@pulumi/no-output-instance-in-template-literal": "off",
          "@typescript-eslint/no-unused-vars": "off",
        },
      },
    ],
  });

  async function complaints(file: string, source: string): Promise<readonly (string | null)[]> {
    const [result] = await eslint.lintText(source, { filePath: join(root, file) });
    assert.ok(result !== undefined);
    return result.messages.map(({ ruleId }) => ruleId);
  }

  const statement = (file: string, module: string, kind: string) => {
    const path = relative(dirname(file), module);
    return `${kind} { x } from "${path.startsWith(".") ? path : `./${path}`}";`;
  };

  const refused: readonly [file: string, folder: string, why: string, kind?: string][] = [
    ["core/new.ts", "components", "core decides for itself"],
    ["core/new.ts", "cli", "core decides for itself"],
    ["core/new.ts", "cli", "core decides for itself, in types too", "import type"],
    ["core/new.ts", "flows", "core reads no files"],
    ["flows/new.ts", "cli", "flows are data"],
    ["program/new.ts", "cli", "the program does not know who runs it"],
    ["components/new.ts", "components", "a component never imports its sibling"],
    ["components/new.ts", "cli", "components know no command"],
    ["components/new.ts", "program", "components are wired by the program"],
    ["components/shared/new.ts", "components", "a shared part knows no component"],
    ["index.ts", "cli", "the program does not know who runs it"],
    ["index.ts", "components", "parts of the program wire components"],
    ["policies/naming/new.ts", "core", "a pack is an independent judge"],
    ["policies/naming/rules/new.ts", "core", "a pack is an independent judge, in types too", "import type"],
    ["policies/another/new.ts", "policies/naming", "packs stand alone"],
    ["toolchain/new.ts", "cli", "the toolchain is below the commands"],
    ["cli/new.ts", "components", "commands run the program, they are no part of it"],
    ["cli/commands/new.ts", "sandbox", "commands meet the sandbox at its addresses"],
    ["sandbox/new.ts", "core", "the sandbox shares shapes at most"],
    ["sandbox/aws/new.ts", "cli", "the sandbox knows no command"],
    ["sandbox/new.ts", "sandbox/app", "the sample app is a program of its own"],
    ["sandbox/app/new.ts", "sandbox", "the sample app is a program of its own"],
    ["sandbox/app/new.ts", "core", "the sample app is a program of its own"],
    ["bench/new.ts", "test/support", "nothing imports tests"],
    ["cli/new.ts", "test/support", "nothing imports tests"],
  ];
  for (const [file, folder, why, kind = "import"] of refused) {
    it(`refuses ${file} importing ${folder}: ${why}`, async () => {
      assert.deepEqual(await complaints(file, statement(file, moduleIn(folder), kind)), ["boundaries/dependencies"]);
    });
  }

  const accepted: readonly [file: string, folder: string, kind?: string][] = [
    ["core/new.ts", "core"],
    ["flows/new.ts", "core"],
    ["program/new.ts", "flows"],
    ["components/new.ts", "core"],
    ["components/new.ts", "components/shared"],
    ["program/new.ts", "components"],
    ["index.ts", "program"],
    ["policies/naming/rules/new.ts", "policies/naming"],
    ["toolchain/new.ts", "core"],
    ["cli/commands/new.ts", "cli"],
    ["cli/new.ts", "toolchain"],
    ["sandbox/aws/new.ts", "sandbox"],
    ["sandbox/new.ts", "core", "import type"],
    ["sandbox/app/new.ts", "sandbox/app"],
    ["bench/new.ts", "cli"],
    ["test/new.ts", "sandbox"],
  ];
  for (const [file, folder, kind = "import"] of accepted) {
    it(`accepts ${file} ${kind === "import" ? "importing" : "importing types of"} ${folder}`, async () => {
      assert.deepEqual(await complaints(file, statement(file, moduleIn(folder), kind)), []);
    });
  }

  const restricted = "@typescript-eslint/no-restricted-imports";
  const packages: readonly [file: string, source: string, rule: string][] = [
    ["core/new.ts", `import { x } from "@pulumi/pulumi";`, restricted],
    ["core/new.ts", `import { x } from "node:fs";`, restricted],
    ["core/new.ts", `import { x } from "node:fs/promises";`, restricted],
    ["core/new.ts", `export const now = () => Date.now();`, "no-restricted-syntax"],
    ["core/new.ts", `export const now = () => new Date();`, "no-restricted-syntax"],
    ["core/new.ts", `export const home = process.env.HOME;`, "no-restricted-globals"],
    ["components/new.ts", `import { x } from "node:child_process";`, restricted],
    ["policies/naming/new.ts", `import { x } from "@pulumi/aws";`, restricted],
  ];
  for (const [file, source, rule] of packages) {
    it(`refuses in ${file}: ${source}`, async () => {
      assert.deepEqual(await complaints(file, source), [rule]);
    });
  }

  it("accepts what a pack is made of", async () => {
    assert.deepEqual(await complaints("policies/naming/new.ts", `import { x } from "@pulumi/policy";`), []);
  });
});

describe("Pulumi's lint rules", function () {
  this.timeout(60_000);

  it("refuse an output in a template literal", async () => {
    const file = join(root, "index.ts");
    const source = `import { output } from "@pulumi/pulumi"; const name = output("x"); export const y = \`\${name}\`;`;
    const [result] = await new ESLint({ cwd: root }).lintText(source, { filePath: file });
    assert.ok(result?.messages.some(({ ruleId }) => ruleId === "@pulumi/no-output-in-template-literal"));
  });
});
