import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { joinPacks } from "../../cli/joined-packs";
import { policyPacks } from "../../cli/policy-packs";
import { packInfo } from "../../cli/ports/policy-pack";
import { RunningPack, unknown, type Resource } from "../policies/pack";
import { checkout } from "../support/environment";

const resources: readonly Resource[] = [
  { type: "pulumi:pulumi:Stack", name: "promenade-prod", stack: "prod", props: {} },
  { type: "promenade:stores:Database", name: "prod-database", stack: "prod", props: {} },
  { type: "aws:rds/instance:Instance", name: "prod-database", stack: "prod", props: { identifier: "Database" } },
  {
    type: "aws:rds/instance:Instance",
    name: "prod-database",
    stack: "prod",
    props: { identifier: "prod-database", storageEncrypted: unknown, tags: { env: unknown, Name: "x" } },
  },
  { type: "aws:sqs/queue:Queue", name: "queue", props: { name: "stage-queue", tags: { env: "env/dev" } } },
  { type: "aws:lb/listenerRule:ListenerRule", name: "rule", stack: "prod", props: { actions: [{ type: "forward" }] } },
  { type: "github:index/actionsSecret:ActionsSecret", name: "key", props: { secretName: "PROD_KEY" } },
];

describe("packs that are served as one", function () {
  this.timeout(60_000);
  let folder: string;
  /** Of a checkout that has them, and what a test puts beside them. */
  const packs = () => policyPacks(folder, { packs: "launcher" });
  const split = async (): Promise<readonly (readonly string[])[]> =>
    (await joinPacks(packs())).map(({ names }) => names);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "promenade-joined-"));
    cpSync(join(checkout, "policies"), join(folder, "policies"), { recursive: true });
    symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("find what each finds by itself, and name it", async () => {
    const [joined, ...others] = await joinPacks(packs());
    assert.deepEqual([joined?.names, others], [["guardrails", "naming"], []]);
    const alone = await Promise.all(packs().map(({ launcher }) => RunningPack.start(launcher)));
    const together = await RunningPack.start(joined!.path);
    try {
      const config = { "environment-tag": { tags: ["owner"] }, "rds-encrypted": { mandatoryIn: ["dev"] } };
      const { "environment-tag": tags, ...rules } = config;
      await together.configure(config);
      await alone[0]!.configure(rules);
      await alone[1]!.configure({ "environment-tag": tags });
      let found = 0;
      for (const resource of resources) {
        const own = (await Promise.all(alone.map((pack) => pack.judge(resource)))).flat();
        found += own.length;
        assert.deepEqual(await together.judge(resource), own, resource.name);
      }
      assert.ok(found > 20, `${found}`);
    } finally {
      await Promise.all([...alone, together].map((pack) => pack.stop()));
    }
  });

  it("have the rules of all of them", async () => {
    const [joined] = await joinPacks(packs());
    const [one, ...each] = await Promise.all([joined!.path, ...packs().map(({ launcher }) => launcher)].map(packInfo));
    assert.deepEqual(
      one!.rules,
      each.flatMap(({ rules }) => rules),
    );
  });

  it("are made anew when one changes, and only then", async () => {
    const path = async () => (await joinPacks(packs()))[0]!.path;
    const first = await path();
    assert.equal(await path(), first);
    const rule = join(folder, "policies", "naming", "violation.ts");
    writeFileSync(rule, readFileSync(rule, "utf8").replace("found ${", "what was found ${"));
    const second = await path();
    assert.notEqual(second, first);
    const pack = await RunningPack.start(second);
    const [finding] = await pack.judge({ type: "aws:sqs/queue:Queue", name: "queue", props: { name: "queue" } });
    assert.match(finding!.message, /what was found/);
    await pack.stop();
  });

  it("are kept for as long as somebody uses them, and an hour more", async () => {
    const path = async () => (await joinPacks(packs()))[0]!.path;
    const change = () => writeFileSync(join(folder, "policies", "naming", "README.md"), `${Math.random()}`);
    const age = (file: string) => utimesSync(dirname(file), 1, 1);
    const [one, other] = [await path(), (change(), await path())];
    age(one);
    age(other);
    assert.equal(await path(), other, "which uses it");
    change();
    await path();
    assert.deepEqual([existsSync(one), existsSync(other)], [false, true]);
  });

  it("are separate where one does not start, has another's rule, or is not written in TypeScript", async () => {
    const index = join(folder, "policies", "naming", "index.ts");
    const whole = readFileSync(index, "utf8");
    const apart = [["guardrails"], ["naming"]];
    for (const broken of [
      `throw new Error("half a pack"); ${whole}`,
      "this is no TypeScript",
      whole.replace("...catalogue", '...catalogue, { ...catalogue[0]!, name: "rds-encrypted" }'),
    ]) {
      writeFileSync(index, broken);
      assert.deepEqual(await split(), apart, broken);
    }
    rmSync(index);
    assert.deepEqual(await split(), apart);
  });

  it("leave others to themselves", async () => {
    cpSync(join(folder, "policies", "guardrails"), join(folder, "policies", "theirs"), { recursive: true });
    rmSync(join(folder, "policies", "theirs", "index.ts"));
    assert.deepEqual(await split(), [["guardrails", "naming"], ["theirs"]]);
  });
});
