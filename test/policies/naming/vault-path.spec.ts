import assert from "node:assert/strict";
import { join } from "node:path";
import { judges, policies, type Resource, RunningPack, unknown } from "../pack";

const tags = { Name: "secret", env: "env/dev", "promenade:flow": "three-tier" };
const entry = (props: Readonly<Record<string, string>>): Resource => ({
  type: "aws:secretsmanager/secret:Secret",
  name: "key",
  props: { ...props, tags },
});
const parameter = (name: string): Resource => ({
  type: "aws:ssm/parameter:Parameter",
  name: "level",
  props: { name, type: "String", tags },
});

describe("policies/naming: vault-path", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  const required =
    "required: a name of the form <project>/dev/NAME; change it to promenade/dev/ and the plain name in upper case";
  const refused = (because: string, props: Readonly<Record<string, string>>, found: string) => ({
    because,
    resource: entry(props),
    messages: [`key (aws:secretsmanager/secret:Secret): found ${found}; ${required}`],
  });
  judges("vault-path", () => pack, [
    {
      valid: entry({ name: "promenade/dev/API_KEY" }),
      broken: [
        refused("no path", { name: "API_KEY" }, 'name "API_KEY"'),
        refused("no project", { name: "dev/API_KEY" }, 'name "dev/API_KEY"'),
        refused("no name", {}, "no name"),
        refused("a last part in lower case", { name: "promenade/dev/key" }, 'name "promenade/dev/key"'),
        refused("a part too many", { name: "promenade/dev/app/API_KEY" }, 'name "promenade/dev/app/API_KEY"'),
        refused("a part behind the name", { name: "promenade/dev/API_KEY/old" }, 'name "promenade/dev/API_KEY/old"'),
        refused("a name left to AWS", { namePrefix: "promenade/dev/KEY" }, 'namePrefix "promenade/dev/KEY"'),
        refused(
          "another environment's scope",
          { name: "promenade/dev/PROD_API_KEY" },
          'name "promenade/dev/PROD_API_KEY", of environment "prod"',
        ),
        refused(
          "another environment's scope in a prefix",
          { namePrefix: "promenade/dev/STAGE_KEY" },
          'namePrefix "promenade/dev/STAGE_KEY", of environment "stage"',
        ),
        refused(
          "another environment's path",
          { name: "promenade/prod/API_KEY" },
          'name "promenade/prod/API_KEY", of environment "prod"',
        ),
      ],
    },
    {
      valid: parameter("/promenade/dev/LOG_LEVEL"),
      broken: [
        {
          because: "another environment's path",
          resource: parameter("/promenade/stage/LOG_LEVEL"),
          messages: [
            `level (aws:ssm/parameter:Parameter): found name "/promenade/stage/LOG_LEVEL", of environment "stage"; ${required}`,
          ],
        },
      ],
    },
    { valid: entry({ name: "another-project/dev/API_KEY" }), broken: [] },
  ]);

  it("notes a name that is unknown at preview", async () => {
    const findings = await pack.judge(entry({ name: unknown }));
    assert.deepEqual(
      findings.map(({ level, policy }) => [level, policy]),
      [["advisory", "vault-path"]],
    );
  });
});
