import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud, type CloudResource } from "../../sandbox/cloud";

describe("local cloud", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "promenade-cloud-"))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const vpc = (id: string, region = "eu-west-1"): CloudResource => ({
    type: "aws:ec2/vpc:Vpc",
    id,
    region,
    inputs: { cidrBlock: "10.0.0.0/16" },
    outputs: { id, cidrBlock: "10.0.0.0/16" },
    secrets: [],
  });

  const files = () =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  it("gives back after a restart what was put, oldest first", async () => {
    const before = await Cloud.open(directory);
    for (const id of ["vpc-z", "vpc-a", "vpc-c"]) await before.put(vpc(id));
    await before.delete("aws:ec2/vpc:Vpc", "vpc-a");
    await before.put({ ...vpc("vpc-z"), outputs: { changed: true } });
    const after = await Cloud.open(directory);
    assert.deepEqual(
      after.list().map(({ id }) => id),
      ["vpc-z", "vpc-c"],
    );
    assert.deepEqual(after.get("aws:ec2/vpc:Vpc", "vpc-z")?.outputs, { changed: true });
    assert.deepEqual(after.list("aws:ec2/vpc:Vpc"), before.list("aws:ec2/vpc:Vpc"));
  });

  it("has a change on disk before it is acknowledged", async () => {
    const cloud = await Cloud.open(directory);
    const put = cloud.put(vpc("vpc-1"));
    assert.equal((await Cloud.open(directory)).list().length, 1);
    await put;
  });

  it("ignores and removes what a crash left half-written", async () => {
    const cloud = await Cloud.open(directory);
    await cloud.put(vpc("vpc-1"));
    const [record = ""] = files().filter((file) => file.endsWith(".json"));
    writeFileSync(`${record}.abcdef.tmp`, '{"type": "aws:ec2/vp');
    const after = await Cloud.open(directory);
    assert.deepEqual(
      after.list().map(({ id }) => id),
      ["vpc-1"],
    );
    assert.deepEqual(
      files().filter((file) => file.endsWith(".tmp")),
      [],
    );
  });

  it("keeps records of the same name in two regions apart", async () => {
    const cloud = await Cloud.open(directory);
    await cloud.put(vpc("vpc-1", "eu-west-1"));
    await cloud.put(vpc("vpc-1", "eu-central-1"));
    await cloud.delete("aws:ec2/vpc:Vpc", "vpc-1", { region: "eu-west-1" });
    assert.equal(cloud.get("aws:ec2/vpc:Vpc", "vpc-1")?.region, "eu-central-1");
    assert.equal((await Cloud.open(directory)).list().length, 1);
  });

  it("tells listeners of every change, until they leave", async () => {
    const cloud = await Cloud.open(directory);
    const heard: string[] = [];
    const leave = cloud.onChange((_, id) => heard.push(id));
    await cloud.put(vpc("vpc-1"));
    await cloud.delete("aws:ec2/vpc:Vpc", "vpc-1");
    leave();
    await cloud.put(vpc("vpc-2"));
    assert.deepEqual(heard, ["vpc-1", "vpc-1"]);
  });

  it("remembers what departed until its time is over, also after a restart", async () => {
    const cloud = await Cloud.open(directory);
    await cloud.put(vpc("vpc-1"));
    const until = new Date(Date.now() + 60_000);
    await cloud.delete("aws:ec2/vpc:Vpc", "vpc-1", { until });
    for (const each of [cloud, await Cloud.open(directory)]) {
      assert.deepEqual(each.list(), []);
      assert.equal(each.get("aws:ec2/vpc:Vpc", "vpc-1"), undefined);
      assert.equal(each.departed("aws:ec2/vpc:Vpc").length, 1);
      assert.equal(each.departed("aws:ec2/vpc:Vpc", new Date(until.getTime() + 1)).length, 0);
    }
  });

  describe("secrets", () => {
    const password = 'top/secret+"värde" 1';
    const secret: CloudResource = {
      type: "aws:rds/instance:Instance",
      id: "db-1",
      region: "eu-west-1",
      inputs: { password, nested: { deep: [password] }, username: "owner" },
      outputs: { password, nested: { deep: [password] }, username: "owner" },
      secrets: ["password", "nested"],
    };

    it("are on disk neither plain nor encoded, and come back", async () => {
      await (await Cloud.open(directory)).put(secret);
      const forms = [
        password,
        JSON.stringify(password).slice(1, -1),
        encodeURIComponent(password),
        Buffer.from(password).toString("base64").replace(/=+$/, ""),
        Buffer.from(password).toString("hex"),
      ];
      for (const file of files()) {
        const text = readFileSync(file, "utf8");
        for (const form of forms) assert.ok(!text.includes(form), `${file} holds ${form}`);
      }
      assert.deepEqual((await Cloud.open(directory)).get(secret.type, "db-1"), secret);
    });

    it("are readable by their owner only", async () => {
      await (await Cloud.open(directory)).put(secret);
      for (const file of files()) assert.equal(statSync(file).mode & 0o077, 0, file);
    });

    it("cannot be moved from one record to another", async () => {
      await (await Cloud.open(directory)).put(secret);
      const [file = ""] = files().filter((each) => each.endsWith(".json"));
      writeFileSync(file, readFileSync(file, "utf8").replaceAll("db-1", "db-2"));
      await assert.rejects(Cloud.open(directory), /cannot be read .*sandbox reset/s);
    });

    it("are lost, and that is said, when the key is", async () => {
      await (await Cloud.open(directory)).put(secret);
      rmSync(join(directory, "key"));
      await assert.rejects(Cloud.open(directory), /Restore it and the key it was written with/);
    });
  });
});
