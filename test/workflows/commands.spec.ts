import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { CommanderError } from "commander";
import { commandLine } from "../../cli/command-line";
import { processSurroundings } from "../../cli/context";
import { definitions } from "../../cli/main";
import { jobs } from "./files";

const folder = mkdtempSync(join(tmpdir(), "promenade-commands-"));

/** What each of a step's variables holds: a word, and what a shell would take apart. */
const values = ["main", "two words; and a $(command)"];

const steps = jobs.flatMap(({ of, workflow, job }) =>
  (job.steps ?? []).flatMap(({ run, env }) =>
    run?.startsWith("npx promenade") === true
      ? [{ of, run, names: Object.keys({ ...workflow.env, ...job.env, ...env }) }]
      : [],
  ),
);

const recordOf = (step: number, value: number): string => join(folder, `${step}-${value}`);

/** Runs every step's command line, each with each value, in one shell. */
function runAll(): void {
  writeFileSync(join(folder, "npx"), `#!/bin/sh\nshift\nprintf '%s\\0' "$@" > "$RECORD"\n`);
  chmodSync(join(folder, "npx"), 0o755);
  const script = steps.flatMap(({ run, names }, step) =>
    values.map((value, at) => {
      const variables = [...names.map((name) => `${name}='${value}'`), `RECORD='${recordOf(step, at)}'`];
      return `(\nexport ${variables.join(" ")}\n${run}\n)`;
    }),
  );
  const { status, stderr } = spawnSync("bash", ["-e", "-c", script.join("\n")], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
      ...{ GITHUB_REF: "refs/heads/main", GITHUB_STEP_SUMMARY: join(folder, "summary") },
    },
  });
  assert.equal(status, 0, stderr);
}

/** Which command a line is, by promenade's own parser; none of them runs. */
async function commandIn(args: readonly string[]): Promise<string> {
  let ran = "";
  const still = definitions.map((definition) => ({
    ...definition,
    run: async () => {
      ran = definition.name;
      return 0;
    },
  }));
  await commandLine(still, processSurroundings(), () => undefined).parseAsync([...args], { from: "user" });
  return ran;
}

describe("what workflows run", () => {
  before(runAll);
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [step, { of, run, names }] of steps.entries()) {
    it(`${of}: ${run.slice(4, 70).trim()}`, async () => {
      for (const [at, value] of values.entries()) {
        assert.ok(existsSync(recordOf(step, at)));
        const args = readFileSync(recordOf(step, at), "utf8").split("\0").slice(0, -1);
        assert.notEqual(await commandIn(args), "");
        for (const name of names.filter((one) => run.includes(`"$${one}"`))) {
          assert.ok(args.includes(value), `${name} is one word`);
        }
      }
    });
  }

  it("is what the parser knows: it refuses what there is not", async () => {
    await assert.rejects(commandIn(["deploy", "--stack", "dev", "--no-such-option"]), CommanderError);
    await assert.rejects(commandIn(["no-such-command"]), CommanderError);
  });
});
