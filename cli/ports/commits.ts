import type { Commit, Comparison } from "../../core/notes/commit";

/** What lies between two commits, by the checkout's own history: nothing is asked of anybody else. Never throws. */
export async function compareLocally(checkout: string, previous: string, next: string): Promise<Comparison> {
  try {
    if ((await git(checkout, "rev-parse", "--is-shallow-repository")) === "true") {
      return unknown("the checkout has no more than its last commits (in a workflow: fetch-depth: 0)");
    }
    for (const commit of [previous, next]) {
      if (!(await has(checkout, commit))) return unknown(`the checkout does not have ${commit}`);
    }
    const [added, removed] = [await log(checkout, previous, next), await log(checkout, next, previous)];
    return { known: true, added, removed };
  } catch (error) {
    return unknown(`git does not tell (${error instanceof Error ? (error.message.split("\n").at(-1) ?? "") : "?"})`);
  }
}

const unknown = (because: string): Comparison => ({ known: false, because });

const has = (checkout: string, commit: string): Promise<boolean> =>
  git(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`).then(
    () => true,
    () => false,
  );

/** What stands between the fields of a commit, and after each commit. */
const [field, end] = ["\u001f", "\u001e"];

async function log(checkout: string, from: string, to: string): Promise<readonly Commit[]> {
  const format = `--format=%H%x1f%P%x1f%aN%x1f%B%x1e`;
  const told = await git(checkout, "-c", "log.showSignature=false", "log", "--topo-order", format, `${from}..${to}`);
  return told
    .split(end)
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => {
      const [hash = "", parents = "", author = "", message = ""] = text.split(field);
      return { hash, parents: parents.split(" ").filter((one) => one !== ""), author, message };
    });
}

async function git(checkout: string, ...args: readonly string[]): Promise<string> {
  const { execa } = await import("execa");
  return (await execa("git", args, { cwd: checkout, env: { LC_ALL: "C" } })).stdout;
}
