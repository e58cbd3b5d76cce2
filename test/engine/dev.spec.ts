import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { Finding } from "../../cli/finding";
import type { FreezeReport } from "../../cli/freeze";
import { processes } from "../../cli/ports/processes";
import type { Deployment } from "../../cli/ports/pulumi";
import type { CostReport } from "../../core/cost/report";
import type { History } from "../../core/history/history";
import type { EnvironmentStatus } from "../../core/status";
import { checkout } from "../support/environment";
import { LocalCloud } from "../support/local-cloud";
import { descendants } from "../support/processes";
import { listeningAddresses } from "../support/sockets";

interface UpReport {
  readonly result: string;
  readonly url: string;
  readonly release: string;
  readonly resources: Readonly<Record<string, number>>;
  readonly policies: readonly Finding[];
}

const shipped = parse(readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8")) as {
  config: { "promenade:initialRelease": { release: string; images: Record<string, string> } };
};
const { release, images } = shipped.config["promenade:initialRelease"];

describe("dev on the real engine", () => {
  const cloud = new LocalCloud();
  const commandLines = new Set<string>();
  let first: string;
  let url: string;

  const status = async (): Promise<EnvironmentStatus> => {
    const { environments } = await cloud.json<{ environments: EnvironmentStatus[] }>("status");
    assert.deepEqual(
      environments.map(({ name }) => name),
      ["dev", "stage", "prod"],
    );
    const [dev] = environments;
    assert.ok(dev);
    return dev;
  };
  const nothing = { release: null, images: {}, state: "empty", healthy: 0, desired: 0 };

  before(async function () {
    this.timeout(180_000);
    const sampling = setInterval(() => processes().forEach(({ command }) => commandLines.add(command)), 200);
    try {
      assert.deepEqual((await status()).slots, { blue: nothing, green: nothing });
      assert.ok(!existsSync(join(cloud.root, "state")), "looking at nothing creates nothing");
      first = await cloud.must("start");
    } finally {
      clearInterval(sampling);
    }
    url = /url\s+(\S+)/.exec(first)?.[1] ?? "";
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  it("start names the cloud first, and ends with URL, release, resources, policy result and what to try", () => {
    assert.match(first, /^up dev in the sandbox/);
    assert.match(first, new RegExp(`release +${release.replaceAll(".", "\\.")}\\n`));
    assert.match(first, /resources +\d+ created\n +policies +guardrails, naming: passed/);
    assert.match(first, new RegExp(`curl ${url}\\n +npx promenade status`));
    assert.doesNotMatch(first, /warning/i);
  });

  it("the URL answers from the blue slot with its release", async () => {
    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    const body = (await answer.json()) as Record<string, unknown>;
    assert.equal(body["slot"], "blue");
    assert.equal(body["release"], release);
  });

  it("status tells what runs", async () => {
    const { cost, ...dev } = await status();
    const blue = { release, images, state: "live", healthy: 1, desired: 1 };
    const { monthly, notEstimated, source } = await cloud.json<CostReport>("cost");
    assert.deepEqual(cost, { monthly: Math.round(monthly * 100) / 100, budget: 300 });
    assert.deepEqual([source, notEstimated], ["deployed", []]);
    assert.ok(monthly > 50 && monthly < 300, `${monthly} USD a month`);
    assert.deepEqual(dev, {
      ...{ name: "dev", stack: "dev", tier: "dev", revision: 1, traffic: { blue: 100, green: 0 } },
      ...{ slots: { blue, green: nothing }, url, domain: null, alarms: [], drift: [], pending: [] },
    });
  });

  it("a second up changes nothing, and refresh finds no drift", async function () {
    this.timeout(120_000);
    const { resources, ...report } = await cloud.json<UpReport>("up");
    assert.deepEqual({ ...resources, same: 0 }, { create: 0, update: 0, replace: 0, delete: 0, same: 0 });
    assert.deepEqual([report.result, report.url, report.release], ["updated", url, release]);
    const said = new Set(report.policies.map(({ enforcement, kind }) => `${enforcement} ${kind}`));
    assert.deepEqual(said, new Set(["advisory broken", "advisory note"]));
    await cloud.must("pulumi", "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("preview says what up would do and does none of it", async function () {
    this.timeout(60_000);
    const { result, resources } = await cloud.json<UpReport>("preview");
    assert.equal(result, "previewed");
    assert.equal(
      resources["same"],
      Object.values(resources).reduce((sum, count) => sum + count),
    );
  });

  it("no generated secret is in state, files, output or command lines, in any encoding", async function () {
    this.timeout(60_000);
    const shown = cloud.launch("pulumi", "--", "stack", "export", "--show-secrets");
    const { stdout } = await shown.ended;
    const { resources = [] } = (JSON.parse(stdout) as Deployment).deployment;
    const generated = secretsIn(resources.filter(({ type }) => type.startsWith("random:")));
    // With what is made of them: a connection string, a header's value.
    const secrets = secretsIn(resources).filter((text) => generated.some((value) => text.includes(value)));
    assert.ok(secrets.length >= 6, `only ${secrets.length} secrets were found`);
    const places = new Map<string, string>([
      ["the exported state", await cloud.must("pulumi", "--", "stack", "export")],
      ["what commands said", cloud.said.join("\n")],
      ["command lines", [...commandLines].join("\n")],
      ...filesBelow(cloud.root).map((file) => [file, readFileSync(file, "latin1")] as const),
    ]);
    const leaks = secrets.flatMap((secret) =>
      [...places].flatMap(([place, text]) => (encodings(secret).some((form) => text.includes(form)) ? [place] : [])),
    );
    assert.deepEqual([...new Set(leaks)], []);
  });

  it("a freeze and its end are told by history, with Pulumi's updates, and each happens once", async function () {
    this.timeout(60_000);
    const named = { ...process.env, PROMENADE_USER: "ada" };
    const say = (verb: string, reason: string) =>
      cloud.launchAs(named, verb, "--stack", "dev", "--reason", reason, "--json").ended;
    for (const [verb, reason, changed] of [
      ["unfreeze", "it never was", false],
      ["freeze", "incident 4711", true],
      ["freeze", "once more", false],
      ["unfreeze", "it is over", true],
    ] as const) {
      const { exitCode, stdout } = await say(verb, reason);
      assert.deepEqual([exitCode, (JSON.parse(stdout) as FreezeReport).changed], [0, changed], `${verb}: ${reason}`);
    }
    const { lines } = await cloud.json<History>("history", "--stack", "dev");
    const evidence = lines.filter(({ update }) => update === null);
    assert.deepEqual(
      evidence.map(({ by, what }) => [by, what]),
      [
        ["ada", "traffic may move again: it is over"],
        ["ada", "traffic is frozen: incident 4711"],
      ],
    );
    assert.ok(lines.length > evidence.length);
    assert.match(lines.at(-1)?.what ?? "", /^up: \d+ created/);
    assert.deepEqual([lines.at(-1)?.command, lines.at(-1)?.by], ["promenade up", userInfo().username]);
    assert.deepEqual(readdirSync(join(cloud.root, "evidence")), ["dev"]);
  });

  it("nothing listens beyond 127.0.0.1", function () {
    if (process.platform !== "linux") this.skip();
    const { pid } = JSON.parse(readFileSync(join(cloud.root, "daemon.json"), "utf8")) as { pid: number };
    const addresses = listeningAddresses([pid, ...descendants(pid).map((one) => one.pid)]);
    assert.ok(addresses.length >= 4, `only ${addresses.length} sockets were found`);
    assert.deepEqual(
      addresses.filter((address) => !address.startsWith("0100007F:")),
      [],
    );
  });

  it("status with the local cloud stopped: slots as recorded, none healthy, an alarm that says so", async function () {
    this.timeout(60_000);
    await cloud.must("sandbox", "stop");
    const dev = await status();
    assert.deepEqual(
      [dev.url, dev.slots.blue.release, dev.slots.blue.healthy, dev.slots.blue.desired],
      [null, release, 0, 1],
    );
    assert.match(dev.alarms.join(), /local cloud is stopped/);
    await cloud.must("sandbox", "start");
    assert.equal(((await (await fetch(url)).json()) as Record<string, unknown>)["release"], release);
  });

  it("a port that another program has taken: exit code 1, told in one block", async function () {
    this.timeout(60_000);
    await cloud.must("sandbox", "stop");
    const port = Number(new URL(url).port);
    const squatter = createServer().listen(port, "127.0.0.1");
    try {
      await once(squatter, "listening");
      const { exitCode, stderr } = await cloud.run("sandbox", "start");
      assert.equal(exitCode, 1);
      assert.match(
        stderr,
        new RegExp(`taken by another program\\n {2}found {4}.*${port}.*\\n {2}allowed .*\\n {2}do `),
      );
    } finally {
      squatter.close();
    }
    await cloud.must("sandbox", "start");
  });

  it("destroy leaves an empty local cloud, and up works again", async function () {
    this.timeout(120_000);
    await cloud.must("destroy", "--stack", "dev");
    assert.deepEqual(cloud.records(), []);
    assert.deepEqual(readdirSync(join(cloud.root, "evidence")), [], "what it was at is over with it");
    assert.deepEqual(filesBelow(join(cloud.root, "project")), [join(cloud.root, "project", "Pulumi.yaml")]);
    assert.deepEqual((await status()).slots, { blue: nothing, green: nothing });
    const again = await cloud.json<UpReport>("up");
    assert.equal((await fetch(again.url)).status, 200);
  });
});

/** Pulumi marks a secret in an export by this signature. */
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const signatureKey = "4dabf18193072939515e22adb298388d";

/** Every text in a state's secrets, each once. */
function secretsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const map = value as Readonly<Record<string, unknown>>;
  if (map[signatureKey] !== secretSignature) return [...new Set(Object.values(map).flatMap(secretsIn))];
  return texts(JSON.parse(String(map["plaintext"])));
}

function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

const encodings = (secret: string): readonly string[] => {
  const base64 = Buffer.from(secret).toString("base64");
  return [secret, JSON.stringify(secret).slice(1, -1), base64.replace(/=+$/, ""), encodeURIComponent(secret)];
};

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
