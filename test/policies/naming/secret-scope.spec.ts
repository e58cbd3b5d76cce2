import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { judges, policies, type Resource, RunningPack, unknown } from "../pack";

const secret = (secretName: string, stack = "dev"): Resource => ({
  type: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
  name: "jwt",
  props: { repository: "app", environment: stack, secretName },
  stack,
});
const variable = (variableName: string): Resource => ({
  type: "github:index/actionsVariable:ActionsVariable",
  name: "level",
  props: { repository: "app", variableName, value: "info" },
  stack: "stage",
});

describe("policies/naming: secret-scope", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  const ofSecret = "jwt (github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret): found secretName";
  const ofVariable = "level (github:index/actionsVariable:ActionsVariable): found variableName";
  judges("secret-scope", () => pack, [
    {
      valid: secret("DEV_JWT_SECRET"),
      broken: [
        {
          because: "no scope",
          resource: secret("JWT_SECRET"),
          messages: [`${ofSecret} "JWT_SECRET"; required: the prefix "DEV_" and a name; change it to "DEV_JWT_SECRET"`],
        },
        {
          because: "another environment's scope",
          resource: secret("PROD_JWT_SECRET"),
          messages: [
            `${ofSecret} "PROD_JWT_SECRET", of environment "prod"; required: the prefix "DEV_" and a name; change it to "DEV_JWT_SECRET"`,
          ],
        },
        {
          because: "a scope without a name",
          resource: secret("DEV_"),
          messages: [`${ofSecret} "DEV_"; required: the prefix "DEV_" and a name; change it to "DEV_NAME"`],
        },
      ],
    },
    {
      valid: variable("STAGE_LOG_LEVEL"),
      broken: [
        {
          because: "another environment's scope",
          resource: variable("DEV_LOG_LEVEL"),
          messages: [
            `${ofVariable} "DEV_LOG_LEVEL", of environment "dev"; required: the prefix "STAGE_" and a name; change it to "STAGE_LOG_LEVEL"`,
          ],
        },
      ],
    },
    { valid: secret("PROD_EU_WEST_1_API_KEY", "prod-eu-west-1"), broken: [] },
    { valid: secret("PR_7_API_KEY", "pr-7"), broken: [] },
  ]);

  it("notes a name that is unknown at preview", async () => {
    const findings = await pack.judge(secret(unknown));
    assert.deepEqual(
      findings.map(({ level, policy }) => [level, policy]),
      [["advisory", "secret-scope"]],
    );
  });

  it("never shows a secret's value", async () => {
    const resource = secret("JWT_SECRET");
    const findings = await pack.judge({
      ...resource,
      props: { ...resource.props, value: "hunter2", plaintextValue: "hunter2" },
    });
    assert.equal(findings.length, 1);
    assert.ok(!JSON.stringify(findings).includes("hunter2"));
  });

  it("knows every property that names a secret or variable in the installed @pulumi/github", () => {
    const folder = dirname(require.resolve("@pulumi/github/package.json"));
    const declared = readdirSync(folder)
      .filter((file) => /^[a-z].*(secret|variable)/i.test(file) && file.endsWith(".d.ts") && !file.startsWith("get"))
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .flatMap((text) => [...text.matchAll(/^ {4}(\w*name)\??: pulumi\.Input/gim)].map(([, property]) => property));
    assert.deepEqual([...new Set(declared)].sort(), ["secretName", "variableName"]);
  });

  describe("configured with dev and dev-int", () => {
    before(() => pack.configure({ "secret-scope": { environments: ["dev", "dev-int"] } }));

    it("gives DEV_INT_API_KEY to dev-int, not to dev", async () => {
      assert.deepEqual(await pack.judge(secret("DEV_INT_API_KEY", "dev-int")), []);
      assert.deepEqual(await pack.judge(secret("DEV_INT_API_KEY")), [
        {
          policy: "secret-scope",
          level: "mandatory",
          message: `${ofSecret} "DEV_INT_API_KEY", of environment "dev-int"; required: the prefix "DEV_" and a name; change it to "DEV_API_KEY"`,
        },
      ]);
    });
  });
});
