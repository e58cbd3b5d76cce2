import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { physicalNames } from "../../../policies/naming/physical-names";
import { judges, policies, type Resource, RunningPack, unknown } from "../pack";

type Names = Readonly<Record<string, string>>;

const named = (type: string, props: Names): Resource => ({
  type,
  name: "app",
  props: { ...props, tags: { Name: "app", env: "env/dev", "promenade:flow": "three-tier" } },
});
const group = (props: Names): Resource => named("aws:lb/targetGroup:TargetGroup", props);
const regional = (name: string): Resource => ({
  type: "aws:lb/targetGroup:TargetGroup",
  name: "app",
  props: { name, tags: { Name: "app", env: "env/prod-eu-west-1", "promenade:flow": "regions" } },
  stack: "prod-eu-west-1",
});
const logs = (name: string): Resource => named("aws:cloudwatch/logGroup:LogGroup", { name });

describe("policies/naming: physical-name", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  const refused = (because: string, resource: Resource, found: string, required: string, change: string) => ({
    because,
    resource,
    messages: [`app (${resource.type}): found ${found}; required: ${required}; change ${change}`],
  });
  const front = '"dev-" in front';
  const spelling = "lower-case letters, digits and single hyphens, none at the end";
  const change = 'name, for example to "dev-app"';
  const pathSpelling = "lower-case letters, digits and single hyphens between slashes";
  const pathChange = 'name, for example to "/promenade/dev/app"';
  judges("physical-name", () => pack, [
    {
      valid: group({ name: "dev-app-blue-1f2e" }),
      broken: [
        refused("no environment", group({ name: "app-blue" }), 'name "app-blue"', front, change),
        refused("only the environment", group({ name: "dev" }), 'name "dev"', front, change),
        refused(
          "another environment in front",
          group({ name: "stage-app" }),
          'name "stage-app", of environment "stage"',
          front,
          change,
        ),
        refused("upper case", group({ name: "dev-App" }), 'name "dev-App"', spelling, change),
        refused("a hyphen at the end", group({ name: "dev-app-" }), 'name "dev-app-"', spelling, change),
        refused("two hyphens in a row", group({ name: "dev--app" }), 'name "dev--app"', spelling, change),
        refused(
          "33 characters",
          group({ name: "dev-".padEnd(33, "a") }),
          `name "${"dev-".padEnd(33, "a")}"`,
          "at most 32 characters",
          change,
        ),
        refused(
          "everything at once",
          group({ name: "APP_".padEnd(40, "a") }),
          `name "${"APP_".padEnd(40, "a")}"`,
          `${front}, ${spelling}, at most 32 characters`,
          change,
        ),
        refused(
          "a prefix that leaves no room for what is appended",
          group({ namePrefix: "dev-app-" }),
          'namePrefix "dev-app-"',
          "at most 32 characters",
          'namePrefix, for example to "dev-app"',
        ),
      ],
    },
    { valid: group({ name: "dev-".padEnd(32, "a") }), broken: [] },
    { valid: group({ namePrefix: "dev-a-" }), broken: [] },
    {
      valid: logs("/promenade/dev/app"),
      broken: [
        refused(
          "a path of no environment",
          logs("/promenade/app"),
          'name "/promenade/app"',
          'a part that is "dev" or starts with "dev-"',
          pathChange,
        ),
        refused(
          "another environment's path",
          logs("/promenade/prod/app"),
          'name "/promenade/prod/app"',
          'a part that is "dev" or starts with "dev-"',
          pathChange,
        ),
        refused(
          "a path in upper case",
          logs("/Promenade/dev/app"),
          'name "/Promenade/dev/app"',
          pathSpelling,
          pathChange,
        ),
        ...[
          "/promenade/dev/App",
          "/promenade/dev/app-",
          "/promenade/dev/app/",
          "/promenade//dev",
          "/promenade/dev--app",
        ].map((path) => refused(path, logs(path), `name "${path}"`, pathSpelling, pathChange)),
      ],
    },
    { valid: logs("/aws/rds/instance/dev-postgres/postgresql"), broken: [] },
    { valid: logs("aws-waf-logs-dev-edge"), broken: [] },
    {
      valid: named("aws:kms/alias:Alias", { name: "alias/dev-secrets" }),
      broken: [
        refused(
          "an alias of no environment",
          named("aws:kms/alias:Alias", { name: "alias/secrets" }),
          'name "alias/secrets"',
          front,
          change,
        ),
      ],
    },
    {
      valid: regional("prod-eu-west-1-app"),
      broken: [
        refused(
          "a name that the same environment has in every region",
          regional("prod-app"),
          'name "prod-app"',
          '"prod-eu-west-1-" in front',
          'name, for example to "prod-eu-west-1-app"',
        ),
      ],
    },
    { valid: named("aws:ecr/repository:Repository", { name: "app" }), broken: [] },
  ]);

  it("notes a name that is unknown at preview", async () => {
    const findings = await pack.judge(group({ name: unknown }));
    assert.deepEqual(
      findings.map(({ level, policy }) => [level, policy]),
      [["advisory", "physical-name"]],
    );
  });

  it("looks for names where the installed @pulumi/aws declares them", () => {
    const folder = dirname(require.resolve("@pulumi/aws/package.json"));
    for (const [type, { property }] of Object.entries(physicalNames)) {
      const file = join(folder, `${type.slice("aws:".length, type.lastIndexOf(":"))}.d.ts`);
      assert.ok(existsSync(file), `${type} is no type of @pulumi/aws`);
      assert.match(readFileSync(file, "utf8"), new RegExp(`^ {4}${property}\\??: pulumi\\.Input<string`, "m"), type);
    }
  });

  it("refuses a name without its environment for every type of its table", async () => {
    for (const [type, { property }] of Object.entries(physicalNames)) {
      const findings = await pack.judge(named(type, { [property]: "app" }));
      assert.deepEqual(
        findings.map(({ policy }) => policy).filter((policy) => policy !== "environment-tag"),
        ["physical-name"],
        type,
      );
    }
  });

  describe("configured with dev and dev-int", () => {
    before(() => pack.configure({ "physical-name": { environments: ["dev", "dev-int"] } }));

    it("gives dev-int-app to dev-int, not to dev", async () => {
      const [finding] = await pack.judge(group({ name: "dev-int-app" }));
      assert.match(
        finding?.message ?? "",
        /found name "dev-int-app", of environment "dev-int"; required: "dev-" in front/,
      );
    });
  });
});
