import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { checkout } from "../support/environment";
import { LocalCloud } from "../support/local-cloud";

/** The commands of the restore procedures, as docs/recovery.md has them, by section. */
const procedures = new Map(
  readFileSync(join(checkout, "docs", "recovery.md"), "utf8")
    .split(/^## /m)
    .map((section) => [
      section.split("\n", 1)[0] ?? "",
      [...section.matchAll(/^```sh restore\n([^]*?)^```/gm)].flatMap(([, block = ""]) => block.trim().split("\n")),
    ]),
);

describe("the restore procedures of docs/recovery.md", function () {
  this.timeout(180_000);
  const cloud = new LocalCloud();
  let url: string;
  let vault: SecretsManagerClient;

  const visits = async (): Promise<number> => {
    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { visits: number }).visits;
  };
  /** Runs a section's commands with what they name filled in; their output together. */
  const follow = async (section: string, names: Readonly<Record<string, string>>): Promise<string> => {
    const commands = procedures.get(section) ?? [];
    assert.ok(commands.length > 0, `docs/recovery.md has no commands for ${section}`);
    const said: string[] = [];
    for (const command of commands) {
      const [npx, promenade, ...args] = command.split(" ");
      assert.deepEqual([npx, promenade], ["npx", "promenade"]);
      const filled = args.map((arg) => (arg.startsWith("$") ? (names[arg.slice(1)] ?? assert.fail(arg)) : arg));
      said.push(await cloud.must(...filled));
    }
    return said.join("\n");
  };

  before(async () => {
    await cloud.begin("dev is up");
    url = await cloud.url("dev");
    const { apiPort } = JSON.parse(readFileSync(join(cloud.root, "daemon.json"), "utf8")) as { apiPort: number };
    const token = readFileSync(join(cloud.root, "token"), "utf8").trim();
    const credentials = { accessKeyId: token, secretAccessKey: "unused" };
    vault = new SecretsManagerClient({ endpoint: `http://127.0.0.1:${apiPort}`, region: "eu-west-1", credentials });
  });
  after(async () => {
    vault.destroy();
    await cloud.remove();
  });

  it("bring the database back as it was, at its address, and the app goes on with it", async () => {
    const kept = await visits();
    const { snapshots } = await cloud.json<{ snapshots: [{ name: string }] }>("snapshot", "--stack", "dev");
    assert.equal(await visits(), kept + 1);
    assert.equal(await visits(), kept + 2);
    const SNAPSHOT = snapshots[0].name;
    const said = await follow("Database", { STACK: "dev", SNAPSHOT });
    assert.ok(said.includes(`${SNAPSHOT}  manual`), "the snapshot is not listed");
    assert.equal(await visits(), kept + 1, "what came after the snapshot is gone, and nothing else");
    const { resources } = await cloud.json<{ resources: Record<string, number> }>("up");
    assert.deepEqual({ ...resources, same: 0 }, { create: 0, update: 0, replace: 0, delete: 0, same: 0 });
    const instances = cloud.records().filter(({ type }) => type === "aws:rds/instance:Instance");
    assert.deepEqual(
      instances.map(({ outputs }) => String(outputs["identifier"]).replace(/-replaced-\w+$/, "-replaced")).sort(),
      ["dev-database", "dev-database-replaced"],
    );
  });

  it("leave an environment whose data can be emptied and filled by its own image", async () => {
    await cloud.must("data", "reset", "--stack", "dev");
    assert.equal(await visits(), 1);
    await cloud.must("data", "refresh", "--stack", "dev");
    assert.equal(await visits(), 101, "a hundred of sample data, and this one");
    await cloud.must("data", "seed", "--stack", "dev");
    assert.equal(await visits(), 102, "what is there stays");
  });

  it("bring a deleted entry of the vault back with its value", async () => {
    const SecretId = "promenade/dev/API_KEY";
    const { SecretString } = await vault.send(new GetSecretValueCommand({ SecretId }));
    await vault.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    await assert.rejects(vault.send(new GetSecretValueCommand({ SecretId })), /can't find/);
    await follow("Secrets", { STACK: "dev", SECRET: "API_KEY" });
    assert.equal((await vault.send(new GetSecretValueCommand({ SecretId }))).SecretString, SecretString);
    await cloud.must("pulumi", "--", "refresh", "--stack", "dev", "--yes", "--skip-preview", "--expect-no-changes");
  });
});
