import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { readStackFile } from "../cli/stackFile";
import { contextOf, processSurroundings } from "../cli/context";
import { Sandbox } from "../cli/ports/sandbox";
import { SandboxProject } from "../cli/sandboxProject";
import { sandboxWorkspace, toolchainFor } from "../cli/workspace";
import { measure, type Command, type Run } from "./measure";
import { rows, table } from "./report";
import { projectOf, type Subject } from "./subjects";

/** What everything is compared with, in the columns' order. */
const against = ["empty", "flat"];

const defaultRounds = 5;

/** Pulumi's operations in the order of a round; those without a label only clear the way. */
const operations: readonly { readonly label?: string; readonly command: string; readonly args: readonly string[] }[] = [
  { label: "preview, all new", command: "preview", args: [] },
  { label: "up, all new", command: "up", args: ["--yes", "--skip-preview"] },
  { label: "preview, no change", command: "preview", args: [] },
  { label: "up, no change", command: "up", args: ["--yes", "--skip-preview"] },
  { command: "destroy", args: ["--yes", "--skip-preview"] },
];

const takesPacks = (command: string): boolean => command !== "destroy";

/**
 * Compares dev, with and without the policy packs, with an empty program and with a flat one of as many resources:
 * the same CLI, backend and providers, turn by turn in one run, after one round that does not count.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes("--json");
  const rounds = Number(argv.find((word) => /^\d+$/.test(word)) ?? defaultRounds);
  const folder = mkdtempSync(join(tmpdir(), "promenade-bench-"));
  const surroundings = { ...processSurroundings(), environment: { ...process.env, PROMENADE_SANDBOX: folder } };
  const context = contextOf(surroundings, { json });
  const sandbox = new Sandbox(context.checkout, context.sandbox, context.environment);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const toolchain = await toolchainFor(context);
    sandboxWorkspace(context, toolchain, undefined);
    const daemon = await sandbox.start();
    const workspace = sandboxWorkspace(context, toolchain, daemon);
    const providers = Object.entries(daemon.providerPorts).map(([name, port]) => `${name}:${port}`);
    const env = {
      ...defined(new SandboxProject(context.checkout, context.sandbox).environment(context.environment)),
      PULUMI_DEBUG_PROVIDERS: providers.join(),
      PATH: [toolchain.binDir, process.env.PATH].join(delimiter),
    };
    const pulumi = (subject: Subject, directory: string, command: string, args: readonly string[]): Command => ({
      file: toolchain.pulumi,
      args: [command, "--stack", subject.stack, ...args, ...(takesPacks(command) ? subject.packs : [])],
      cwd: directory,
      env,
    });

    const dev = { program: context.checkout, config: readStackFile(context.checkout, "dev").config };
    const count = await countResources();
    say(`dev has ${count} resources; ${rounds} rounds`);
    const programs = join(dirname(__filename), "programs");
    const subjects: readonly Subject[] = [
      { name: "empty", program: join(programs, "empty"), stack: "dev", config: {}, packs: [] },
      { name: "flat", program: join(programs, "flat"), stack: "dev", config: { "bench-flat:count": count }, packs: [] },
      { name: "dev", ...dev, stack: "dev", packs: [] },
      { name: "dev with packs", ...dev, stack: "dev", packs: workspace.packs },
    ];
    const results: Record<string, Record<string, Run[]>> = {};
    const places = subjects.map((subject) => ({ subject, directory: projectOf(subject, context.checkout, folder) }));
    for (const { subject, directory } of places) {
      if (subject.name !== "dev with packs") await init(subject, directory);
    }
    for (let round = 0; round <= rounds; round++) {
      for (const { subject, directory } of places) {
        say(`round ${round === 0 ? "to warm up" : `${round} of ${rounds}`}: ${subject.name}`);
        for (const { label, command, args } of operations) {
          const run = await measure(pulumi(subject, directory, command, args));
          if (label === undefined || round === 0) continue;
          ((results[label] ??= {})[subject.name] ??= []).push(run);
        }
      }
    }
    const all = rows(results, against);
    const document = { rounds, resources: count, node: process.version, rows: all };
    process.stdout.write(`${json ? JSON.stringify(document, undefined, 2) : table(all, against)}\n`);
    return 0;

    async function init(subject: Subject, directory: string): Promise<void> {
      await measure({ file: toolchain.pulumi, args: ["stack", "init", subject.stack], cwd: directory, env });
    }

    /** Counted by the engine itself, in a preview of dev on an empty stack. */
    async function countResources(): Promise<number> {
      const subject: Subject = { name: "dev-count", ...dev, stack: "count", packs: [] };
      const directory = projectOf({ ...subject, stack: "dev" }, context.checkout, folder);
      const place = { ...subject, stack: "dev" };
      await init(place, directory);
      const { execa } = await import("execa");
      const { file, args, cwd } = pulumi(place, directory, "preview", ["--json"]);
      const { stdout } = await execa(file, args, { cwd, env });
      await execa(file, ["stack", "rm", "--yes", "--stack", "dev"], { cwd, env });
      return (JSON.parse(stdout) as { changeSummary: { create: number } }).changeSummary.create;
    }
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const defined = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
