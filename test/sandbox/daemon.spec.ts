import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud, type Properties } from "../../sandbox/cloud";
import type { DaemonFile } from "../../sandbox/daemon";
import type { SandboxStatus } from "../../sandbox/api/status";
import { TYPES } from "../../sandbox/runtime/properties";
import { BALANCER, groupArn, LISTENER, RULE, until } from "./runtime/world";

const DAEMON = join(__dirname, "..", "..", "sandbox", "daemon.ts");
const PASSWORD = "daemon-Password1";

/** Every process that descends from one. */
function descendants(pid: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

const lives = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

/** Local addresses (hexadecimal) on which processes listen, IPv6 included. */
function listeningAddresses(pids: readonly number[]): string[] {
  const sockets = new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).map((fd) => {
        try {
          return readlinkSync(`/proc/${pid}/fd/${fd}`);
        } catch {
          return "";
        }
      }),
    ),
  );
  return ["tcp", "tcp6"]
    .flatMap((table) => readFileSync(`/proc/net/${table}`, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && sockets.has(`socket:[${inode}]`))
    .map(([, local = ""]) => local.slice(0, local.lastIndexOf(":")));
}

describe("daemon of the local cloud", function () {
  this.timeout(60_000);
  let directory: string;
  let root: string;
  const started: ChildProcess[] = [];

  const start = (...args: string[]) => {
    const child = spawn(
      process.execPath,
      ["--require", require.resolve("sucrase/register/ts"), DAEMON, "--root", root, ...args],
      {
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    started.push(child);
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
      child.once("close", (code) => {
        resolve({ code, said });
      }),
    );
    return { child, ended };
  };
  const file = () => JSON.parse(readFileSync(join(root, "daemon.json"), "utf8")) as DaemonFile;
  const ready = async (...args: string[]) => {
    const { child, ended } = start(...args);
    await until("daemon.json", () => existsSync(join(root, "daemon.json")) && file().pid === child.pid, 40_000);
    return { child, ended };
  };
  const admin = async <T>(path: string, method = "GET", body?: object) => {
    const authorization = `Bearer ${readFileSync(join(root, "token"), "utf8").trim()}`;
    const response = await fetch(`http://127.0.0.1:${file().apiPort}/_sandbox/${path}`, {
      method,
      headers: { authorization },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  };

  /** An environment with a load balancer, one service in the blue slot, a database and a cache. */
  const fill = async () => {
    const cloud = await Cloud.open(root);
    const put = (type: string, id: string, inputs: Properties, secrets: string[] = []) =>
      cloud.put({ type, id, region: "eu-west-1", inputs, outputs: inputs, secrets });
    const action = { type: "forward", forward: { targetGroups: [{ arn: groupArn("blue"), weight: 100 }] } };
    const tags = { env: "env/dev", "promenade:slot": "blue", "promenade:service": "app" };
    await put(TYPES.balancer, BALANCER, { name: "dev", tags });
    await put(TYPES.listener, LISTENER, {
      loadBalancerArn: BALANCER,
      port: 80,
      protocol: "HTTP",
      defaultActions: [action],
    });
    await put(TYPES.rule, RULE, { listenerArn: LISTENER, priority: 1, conditions: [], actions: [action] });
    await put(TYPES.targetGroup, groupArn("blue"), {
      name: "dev-blue",
      healthCheck: { path: "/healthz", interval: 5 },
    });
    await put(TYPES.taskDefinition, "definition", {
      arn: "arn:aws:ecs:eu-west-1:000000000000:task-definition/dev-blue:1",
      family: "dev-blue",
      revision: 1,
      containerDefinitions: JSON.stringify([
        { name: "app", image: "app", environment: [{ name: "RELEASE", value: "v1" }] },
      ]),
    });
    await put(TYPES.service, "arn:aws:ecs:eu-west-1:000000000000:service/dev/dev-blue", {
      name: "dev-blue",
      desiredCount: 1,
      taskDefinition: "dev-blue:1",
      loadBalancers: [{ targetGroupArn: groupArn("blue") }],
      tags,
    });
    const database = { identifier: "dev-db", engine: "postgres", dbName: "app", username: "owner", password: PASSWORD };
    await put(TYPES.database, "db-1", database, ["password"]);
    await put(TYPES.cache, "dev-cache", { replicationGroupId: "dev-cache", transitEncryptionEnabled: true });
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "promenade-daemon-"));
    root = join(directory, "sandbox");
  });
  afterEach(async () => {
    for (const child of started.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await new Promise((resolve) => child.once("exit", resolve));
      }
    }
    rmSync(directory, { recursive: true, force: true });
  });

  it("serves what its records say, on 127.0.0.1 alone, and recovers from being killed, with no secret in any file", async () => {
    await fill();
    const first = await ready();
    const { environments } = await admin<SandboxStatus>("status");
    const url = environments[0]?.urls[0] ?? "";
    const release = async () => ((await (await fetch(url)).json()) as { release: string }).release;
    assert.equal(await release(), "v1");
    assert.equal(statSync(join(root, "daemon.json")).mode & 0o777, 0o600);

    const pids = descendants(first.child.pid as number);
    assert(pids.length >= 2, "a task and a database");
    const addresses = listeningAddresses([first.child.pid as number, ...pids]);
    assert(addresses.length >= 8, addresses.join());
    assert.deepEqual(new Set(addresses), new Set(["0100007F"]));
    for (const pid of [first.child.pid as number, ...pids]) {
      assert(!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(PASSWORD));
    }

    first.child.kill("SIGKILL");
    await first.ended;
    await until("its children are gone", () => !pids.some(lives));
    const second = await ready();
    assert.equal((await admin<SandboxStatus>("status")).environments[0]?.urls[0], url);
    assert.equal(await release(), "v1");

    const alive = descendants(second.child.pid as number);
    second.child.kill("SIGTERM");
    assert.deepEqual(await second.ended, { code: 0, said: "" });
    assert(!alive.some(lives));
    assert(!existsSync(join(root, "daemon.json")));
    await assert.rejects(fetch(url));

    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      assert(!readFileSync(path).includes(PASSWORD), path);
      if (!path.startsWith(join(root, "databases"))) assert.equal(statSync(path).mode & 0o077, 0, path);
    }
  });

  it("keeps what goes wrong on purpose: a state stays locked when the daemon ends and comes back", async () => {
    const locks = () => {
      const folder = join(root, "state", ".pulumi", "locks", "organization", "promenade", "dev");
      const names = existsSync(folder) ? readdirSync(folder) : [];
      return names.map((name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as { pid: number }).pid);
    };
    const first = await ready();
    await admin("faults", "POST", { kind: "locked", stack: "dev" });
    assert.deepEqual(locks(), [first.child.pid]);
    first.child.kill("SIGTERM");
    await first.ended;
    assert.deepEqual(locks(), []);
    const second = await ready();
    assert.deepEqual(locks(), [second.child.pid]);
    await admin("faults", "DELETE");
    assert.deepEqual(locks(), []);
  });

  it("refuses a folder that another daemon serves, and leaves that alone", async () => {
    const first = await ready();
    const second = await start().ended;
    assert.equal(second.code, 1);
    assert.match(
      second.said,
      /^local cloud in .*: it is being served already\n  found    process \d+ owns this folder\n/,
    );
    assert.equal(file().pid, first.child.pid);
    assert(await admin("status"));
  });

  it("lets one of two that start at the same moment win", async () => {
    const both = [start(), start()];
    await until("one serves", () => existsSync(join(root, "daemon.json")));
    const loser = await Promise.race(both.map(({ ended }) => ended));
    assert.match(loser.said, /it is being served already/);
    assert(await admin("status"));
  });

  it("stops when it is asked to, and by itself when nothing is asked of it", async () => {
    const asked = await ready();
    await admin("stop", "POST");
    assert.equal((await asked.ended).code, 0);
    const idle = await ready("--idle", "0.02");
    assert.equal((await idle.ended).code, 0);
    assert.match(readFileSync(join(root, "logs", "daemon.log"), "utf8"), /stops: idle for 0.02 minutes/);
  });

  it("says in one block why it cannot start", async () => {
    const occupied = createServer();
    await new Promise<void>((resolve) => occupied.listen(0, "127.0.0.1", resolve));
    const { port } = occupied.address() as { port: number };
    const { code, said } = await start("--api-port", String(port)).ended;
    occupied.close();
    assert.equal(code, 1);
    assert.match(
      said,
      new RegExp(`^local cloud's API: its port is taken[^]*127\\.0\\.0\\.1:${port}\n[^]*--api-port\n$`),
    );
    assert(!existsSync(join(root, "daemon.json")));
    assert.match((await start("--idle", "never").ended).said, /^Expected --root DIR/);
  });

  it("says when it cannot write", async () => {
    writeFileSync(root, "a file where the folder should be");
    const { code, said } = await start().ended;
    assert.equal(code, 1);
    assert.match(said, /it cannot write there\n {2}found .*\n {2}allowed .*\n {2}do .*\n$/);
  });
});
