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
/** With a GitHub environment of its own choice. */
const inGitHub = (secretName: string, environment: string, stack = "dev"): Resource => ({
  ...secret(secretName, stack),
  props: { repository: "app", environment, secretName },
});
const variable = (variableName: string): Resource => ({
  type: "github:index/actionsVariable:ActionsVariable",
  name: "level",
  props: { repository: "app", variableName, value: "info" },
  stack: "stage",
});

/** Other providers have secrets with names of their own. */
const elsewhere: Resource = {
  type: "azure-native:keyvault:Secret",
  name: "jwt",
  props: { secretName: "jwt-secret", tags: { Name: "jwt", env: "env/dev", "promenade:flow": "any" } },
};

const entry = (name: string, stack: string): Resource => ({
  type: "aws:secretsmanager/secret:Secret",
  name: "entry",
  props: { name, tags: { Name: "entry", env: `env/${stack}`, "promenade:flow": "any" } },
  stack,
});

/** Of the five flows that are asked for; the packs know none of them. */
const environmentsOf = {
  "three-tier": ["dev", "stage", "prod"],
  "six-environments": ["dev-int", "future", "active", "uat", "staging", "prod"],
  "pull-request-previews": ["dev", "prod"],
  regions: ["ppe", "staging", "prod", "prod-eu"],
  "staging-first": ["dev", "staging", "prod"],
};

describe("policies/naming: secret-scope", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  const ofSecret = "jwt (github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret): found secretName";
  const ofEnvironment = "jwt (github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret): found environment";
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
        {
          because: "another environment's scope without a name",
          resource: secret("PROD_"),
          messages: [
            `${ofSecret} "PROD_", of environment "prod"; required: the prefix "DEV_" and a name; change it to "DEV_NAME"`,
          ],
        },
        {
          because: "two scopes",
          resource: secret("PROD_DEV_JWT_SECRET"),
          messages: [
            `${ofSecret} "PROD_DEV_JWT_SECRET", of environment "prod"; required: the prefix "DEV_" and a name; change it to "DEV_JWT_SECRET"`,
          ],
        },
      ],
    },
    {
      valid: secret("DEV_JWT_SECRET"),
      broken: [
        {
          because: "another environment's GitHub environment",
          resource: inGitHub("DEV_JWT_SECRET", "prod"),
          messages: [`${ofEnvironment} "prod"; required: "dev"; change it to "dev"`],
        },
      ],
    },
    {
      valid: inGitHub("PROD_EU_WEST_1_API_KEY", "prod", "prod-eu-west-1"),
      broken: [
        {
          because: "the GitHub environment of another region",
          resource: inGitHub("PROD_EU_WEST_1_API_KEY", "prod-us-east-1", "prod-eu-west-1"),
          messages: [
            `${ofEnvironment} "prod-us-east-1"; required: "prod-eu-west-1" or "prod"; change it to "prod-eu-west-1"`,
          ],
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
    { valid: elsewhere, broken: [] },
  ]);

  it("judges the name where its environment is unknown at preview", async () => {
    const findings = await pack.judge(inGitHub("JWT_SECRET", unknown));
    assert.deepEqual(
      findings.map(({ level }) => level),
      ["mandatory", "advisory"],
    );
  });

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

  describe("knows each flow's own scopes", () => {
    for (const [flow, environments] of Object.entries(environmentsOf)) {
      it(flow, async () => {
        const config = { environments: [...environments] };
        await pack.configure({ "secret-scope": config, "vault-path": config });
        const { type, name } = secret("");
        for (const stack of environments) {
          for (const owner of environments) {
            const secretName = `${owner.toUpperCase().replaceAll("-", "_")}_API_KEY`;
            const found = [
              ...(await pack.judge({ type, name, stack, props: { secretName } })),
              ...(owner === stack ? [] : await pack.judge(entry(`promenade/${stack}/${secretName}`, stack))),
            ];
            const expected = owner === stack ? [] : ["secret-scope", "vault-path"];
            assert.deepEqual(
              found.map(({ policy }) => policy),
              expected,
              `${secretName} in ${stack}`,
            );
            for (const { message } of found) assert.ok(message.includes(`, of environment "${owner}"`), message);
          }
        }
      });
    }
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

  describe("configured with the environment of pull requests that dev is the host of", () => {
    before(() => pack.configure({ "secret-scope": { environments: ["preview", "dev", "prod"], guests: ["preview"] } }));

    it("gives PREVIEW_* to that environment, and DEV_* to dev", async () => {
      assert.deepEqual(await pack.judge(inGitHub("PREVIEW_KEY", "preview")), []);
      assert.deepEqual(await pack.judge(inGitHub("DEV_KEY", "dev")), []);
      for (const [name, environment] of [
        ["DEV_KEY", "preview"],
        ["PREVIEW_KEY", "dev"],
        ["PROD_KEY", "prod"],
      ] as const) {
        assert.equal((await pack.judge(inGitHub(name, environment))).length > 0, true, `${name} in ${environment}`);
      }
    });
  });
});
