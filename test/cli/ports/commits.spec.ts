import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareLocally } from "../../../cli/ports/commits";

describe("commits between two, by the checkout", () => {
  let root: string;
  let checkout: string;
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8", env: { ...process.env, ...identity } }).trim();
  const commit = (message: string): string => {
    git("commit", "--quiet", "--allow-empty", "--message", message);
    return git("rev-parse", "HEAD");
  };
  const [person, nowhere] = ["Ada", "/dev/null"];
  const identity = {
    ...{ GIT_AUTHOR_NAME: person, GIT_AUTHOR_EMAIL: "a@b.example", GIT_COMMITTER_NAME: person },
    ...{ GIT_COMMITTER_EMAIL: "a@b.example", GIT_CONFIG_GLOBAL: nowhere, GIT_CONFIG_SYSTEM: nowhere },
  };
  const subjects = async (from: string, to: string) => {
    const told = await compareLocally(checkout, from, to);
    assert.ok(told.known, JSON.stringify(told));
    const of = (commits: typeof told.added) => commits.map(({ message }) => message.split("\n")[0]);
    return { added: of(told.added), removed: of(told.removed) };
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "promenade-commits-"));
    checkout = root;
    git("init", "--quiet", "--initial-branch", "main", "one");
    checkout = join(root, "one");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("are told newest first, with author, parents and all of the message", async () => {
    const first = commit("first");
    const second = commit("feat: second\n\nBREAKING CHANGE: all\nof it");
    const third = commit("third, ünïcode");
    const told = await compareLocally(checkout, first.slice(0, 7), third);
    assert.deepEqual(told, {
      known: true,
      added: [
        { hash: third, parents: [second], author: "Ada", message: "third, ünïcode" },
        { hash: second, parents: [first], author: "Ada", message: "feat: second\n\nBREAKING CHANGE: all\nof it" },
      ],
      removed: [],
    });
  });

  it("go away where it goes back, and where histories have parted", async () => {
    const [first, second] = [commit("first"), commit("second")];
    assert.deepEqual(await subjects(second, first), { added: [], removed: ["second"] });
    git("switch", "--quiet", "--create", "repair", first);
    const repair = commit("repair");
    assert.deepEqual(await subjects(second, repair), { added: ["repair"], removed: ["second"] });
    assert.deepEqual(await subjects(first, first), { added: [], removed: [] });
  });

  it("are not known where the checkout has not all of them", async () => {
    const [first, second] = [commit("first"), commit("second")];
    const missing = "0123456789abcdef0123456789abcdef01234567";
    const told = await compareLocally(checkout, missing, second);
    assert.deepEqual(told, { known: false, because: `the checkout does not have ${missing}` });
    const origin = `file://${checkout}`;
    checkout = root;
    git("clone", "--quiet", "--depth", "1", origin, "shallow");
    checkout = join(root, "shallow");
    const shallow = await compareLocally(checkout, first, second);
    assert.match(shallow.known ? "" : shallow.because, /fetch-depth: 0/);
  });

  it("are not known outside of a checkout", async () => {
    const told = await compareLocally(root, "1111111", "2222222");
    assert.match(told.known ? "" : told.because, /git does not tell \(.*not a git repository/);
  });
});
