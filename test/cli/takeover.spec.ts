import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { Claims } from "../../cli/claim";
import { stillRunning, type RunningProcess } from "../../cli/ports/processes";
import { isHeld } from "../../cli/state-lock";
import { leftovers } from "../../cli/takeover";

const now = new Date("2026-01-02T12:00:00Z");
const running = (pid: number, parent: number, command: string, secondsAgo = 60): RunningProcess => ({
  pid,
  parent,
  command,
  startedAt: now.getTime() - secondsAgo * 1000,
});

describe("who works on a stack", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "promenade-claims-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const standing = (...all: readonly RunningProcess[]) => {
    const claims = new Claims(folder);
    claims.write("dev", { command: "up", cliPid: 10, pulumiPid: 11, startedAt: now.toISOString() });
    return claims.standing("dev", all).state;
  };
  const cli = running(10, 1, "node promenade.mjs up");
  const pulumi = running(11, 10, "/bin/pulumi up");

  it("nobody, without a claim", () => {
    assert.equal(new Claims(folder).standing("dev", [cli, pulumi]).state, "free");
  });

  it("a command, while its process lives", () => assert.equal(standing(cli, pulumi), "busy"));
  it("a Pulumi whose promenade is gone", () => assert.equal(standing(pulumi), "orphaned"));
  it("nobody any more, when both are gone", () => assert.equal(standing(), "crashed"));

  it("nobody any more, when other programs have got their process ids", () => {
    assert.equal(standing(running(10, 1, "vim", -60), running(11, 1, "vim", -60)), "crashed");
  });
});

describe("a lock", () => {
  const lock = { pid: 10, hostname: hostname(), timestamp: now.toISOString() };

  it("is held while its process lives", () => assert.ok(isHeld(lock, [running(10, 1, "pulumi up")])));
  it("is stale when its process is gone", () => assert.ok(!isHeld(lock, [running(11, 1, "pulumi up")])));
  it("is stale when a later process has its id", () => assert.ok(!isHeld(lock, [running(10, 1, "pulumi up", -60)])));
  it("of another host is held, as far as can be told", () => assert.ok(isHeld({ ...lock, hostname: "elsewhere" }, [])));
});

describe("a process id", () => {
  it("of our own is still ours", () => {
    assert.equal(stillRunning({ pid: process.pid, since: new Date() })?.parent, process.ppid);
  });
});

describe("what a killed Pulumi leaves running", () => {
  const checkout = "/srv/promenade";
  const program = `node /x/cmd/run/index.js --engine 127.0.0.1:5000 --pwd ${checkout}/program main.js`;
  const pack = `node ${checkout}/policies/naming/main.js 127.0.0.1:5000`;
  const host = "/bin/pulumi-language-nodejs 127.0.0.1:5000";
  const tree = (top: string) => [
    running(2, 1, top),
    running(3, 2, host),
    running(4, 3, program),
    running(5, 2, pack),
    running(6, 1, "/bin/pulumi-language-nodejs 127.0.0.1:6000"),
    running(7, 1, `vim ${checkout}/policies/naming/main.js`),
  ];
  const pids = (all: readonly RunningProcess[], ...marked: readonly number[]) =>
    leftovers(all, checkout, ({ pid }) => marked.includes(pid)).map(({ pid }) => pid);

  it("is nothing while it lives", () => assert.deepEqual(pids(tree("/bin/pulumi up --stack dev")), []));

  it("is its language host, program and packs, and no one else's", () => {
    assert.deepEqual(pids(tree("/sbin/init")), [3, 4, 5]);
  });

  it("is packs that are served as one, too", () => {
    const packs = `node ${checkout}/node_modules/.cache/promenade/packs/0123/main.js 127.0.0.1:5000`;
    assert.deepEqual(pids([running(3, 1, host), running(5, 1, packs)]), [3, 5]);
  });

  it("is a language host alone, by the environment it was started with", () => {
    assert.deepEqual(pids([running(6, 1, "/bin/pulumi-language-nodejs 127.0.0.1:6000")], 6), [6]);
  });
});
