import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { contextOf, processSurroundings } from "../cli/context";
import { joinPacks } from "../cli/joined-packs";
import { packConfiguration } from "../cli/pack-configuration";
import { packArguments, policyPacks } from "../cli/policy-packs";
import { Sandbox } from "../cli/ports/sandbox";
import { SandboxProject } from "../cli/sandbox-project";
import { flowOf, readStackFile, settingsOf } from "../cli/stack-file";
import { reporterFor } from "../toolchain/progress";
import { ensureToolchain } from "../toolchain/toolchain";
import { outputOf, type Command } from "./measure";

/** One program under measure. */
export interface Subject {
  readonly name: string;
  readonly project: string;
  /** Subjects of one project and stack share its state. */
  readonly stack: string;
  /** The program's entry point. */
  readonly program: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Whether it is loaded as promenade does it, and not only as Pulumi does. */
  readonly tuned: boolean;
  /** Whether the policy packs judge it. */
  readonly judged: boolean;
}

/** A local cloud of its own and Pulumi pointed at it, the same for every subject. */
export interface Workbench {
  readonly checkout: string;
  /** Makes the subject's stack; once a project and stack. */
  init(subject: Subject): Promise<void>;
  /** One of Pulumi's operations on a subject. */
  operation(subject: Subject, command: string, args?: readonly string[]): Command;
  /** promenade's own command line in the same local cloud. */
  promenade(args: readonly string[]): Command;
  close(): Promise<void>;
}

export async function openWorkbench(): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), "promenade-bench-"));
  const environment = { ...process.env, PROMENADE_SANDBOX: folder };
  const { checkout, sandbox: files } = contextOf({ ...processSurroundings(), environment }, {});
  const toolchain = await ensureToolchain(reporterFor(process.stderr));
  const project = new SandboxProject(checkout, files);
  project.prepare();
  const sandbox = new Sandbox(checkout, files, environment);
  const { debugProviders } = await sandbox.start();
  const env = {
    ...defined(project.environment(environment)),
    PULUMI_DEBUG_PROVIDERS: debugProviders,
    PATH: [toolchain.binDir, process.env.PATH].join(delimiter),
  };
  const packs = await joinPacks(policyPacks(checkout, toolchain));
  const { runtime } = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as { runtime: unknown };

  /** What promenade tells the packs of a stack. */
  const judgedAs = (stack: string): readonly string[] => {
    const file = readStackFile(checkout, stack);
    const facts = { flow: flowOf(file), settings: settingsOf(file) };
    const told = join(folder, "packs", stack);
    mkdirSync(told, { recursive: true });
    return packArguments(packs, (pack) => packConfiguration(checkout, pack, facts), told);
  };

  /** Subjects of one project share its folder, and those of one stack the salt of its secrets. */
  const folderOf = ({ project: name, stack, program, config }: Subject): string => {
    const directory = join(folder, "subjects", name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "Pulumi.yaml"), stringify({ name, runtime, main: program }));
    const settings = join(directory, `Pulumi.${stack}.yaml`);
    writeFileSync(settings, stringify({ ...saltOf(settings), config }));
    return directory;
  };

  const operation: Workbench["operation"] = (subject, command, args = []) => ({
    file: toolchain.pulumi,
    args: [
      ...[command, "--stack", subject.stack, ...args],
      ...(subject.judged && command !== "destroy" ? judgedAs(subject.stack) : []),
    ],
    cwd: folderOf(subject),
    env: subject.tuned ? env : { ...env, NODE_OPTIONS: process.env.NODE_OPTIONS ?? "" },
  });

  return {
    checkout,
    operation,
    init: async (subject) => {
      await outputOf({ file: toolchain.pulumi, args: ["stack", "init", subject.stack], cwd: folderOf(subject), env });
    },
    promenade: (args) => ({
      file: process.execPath,
      args: [join(checkout, "cli", "promenade.mjs"), ...args],
      cwd: checkout,
      env: defined(environment),
    }),
    close: async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function saltOf(settings: string): object {
  try {
    const { encryptionsalt } = parse(readFileSync(settings, "utf8")) as { encryptionsalt?: string };
    return encryptionsalt === undefined ? {} : { encryptionsalt };
  } catch {
    return {};
  }
}

const defined = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
