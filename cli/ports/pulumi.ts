import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { StackUpdate } from "../../core/history/update-line";
import { failed } from "../failure";
import type { EngineEvent } from "../events";

/** Where the CLI runs, and with what. */
export interface PulumiPlace {
  readonly pulumi: string;
  /** The folder of the CLI and its language host; goes first on PATH. */
  readonly binDir: string;
  /** The folder with Pulumi.yaml. */
  readonly directory: string;
  /** The whole environment that the CLI gets. */
  readonly environment: NodeJS.ProcessEnv;
  /** A folder for files that live as long as a command. */
  readonly scratch: string;
}

/** A resource in an exported state; secrets are encrypted in it. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** URN of the component that it belongs to. */
  readonly parent?: string;
  /** Pulumi neither deletes nor replaces it. */
  readonly protect?: boolean;
}

/** A resource as a preview shows it: what the program asks for. */
export interface DeclaredResource extends ExportedResource {
  /** URNs that the value of a property comes from. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: ExportedResource;
}

/** What `pulumi stack export` prints, as far as it matters here. */
export interface Deployment {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly ExportedResource[];
    readonly pending_operations?: readonly PendingOperation[];
    readonly secrets_providers?: { readonly type: string; readonly state?: { readonly salt?: string } };
  };
}

export interface ListedStack {
  readonly name: string;
  /** When its state was last written by an update; undefined where none was. */
  readonly updatedAt: Date | undefined;
}

export type Operation = "up" | "preview" | "refresh" | "destroy";

/** How an operation ended, and what the engine told on the way. */
export interface Operated {
  readonly exitCode: number;
  /** The signal that ended it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | undefined;
  readonly events: readonly EngineEvent[];
}

/** Runs one operation on a stack that is settled already. */
export type Operate = (operation: Operation, args: readonly string[], display?: Display) => Promise<Operated>;

/** Where the CLI's own display goes: to the user as the command's output or beside it, or nowhere. */
export type Display = "inherit" | "stderr" | "none";

/** What packs say of a state: findings, or in what was printed why they could not be asked. */
export interface Analyzed {
  readonly exitCode: number;
  readonly events: readonly EngineEvent[];
  readonly printed: string;
}

export interface ShowOptions {
  /** The stack that Pulumi takes when its arguments name none. */
  readonly stack?: string;
  readonly display: Display;
  /** Called with the process id as soon as there is one. */
  readonly started?: (pid: number) => void;
}

export interface OperateOptions extends ShowOptions {
  readonly stack: string;
  readonly args: readonly string[];
}

/** Updates that are asked for at a time. */
const historyPage = 100;

/** Pulumi's CLI. Displays go straight to the terminal, so that a Pulumi outliving its promenade is not cut short. */
export class Pulumi {
  constructor(private readonly place: PulumiPlace) {}

  /** The stack's state, or undefined when the backend has no such stack. */
  async export(stack: string): Promise<Deployment | undefined> {
    const { exitCode, stdout, stderr } = await this.ask(["stack", "export", "--stack", stack]);
    if (exitCode === 0) return JSON.parse(stdout) as Deployment;
    if (/no stack named/.test(stderr)) return undefined;
    throw unusable("stack export", stderr);
  }

  /** What the program asks for, in a stack that holds nothing yet. */
  async declared(stack: string): Promise<readonly DeclaredResource[]> {
    const { exitCode, stdout, stderr } = await this.ask(["preview", "--json", "--stack", stack]);
    const told = parsePreview(stdout);
    if (exitCode !== 0 || told === undefined) throw unusable("preview", errorsOf(told) || stderr);
    return (told.steps ?? []).flatMap(({ newState }) => newState ?? []);
  }

  async import(stack: string, deployment: Deployment): Promise<void> {
    await this.must(["stack", "import", "--stack", stack], JSON.stringify(deployment));
  }

  /** Names of the project's stacks in the backend. */
  async stacks(): Promise<readonly string[]> {
    return (await this.listed()).map(({ name }) => name);
  }

  /** The project's stacks in the backend. */
  async listed(): Promise<readonly ListedStack[]> {
    const listed = JSON.parse(await this.must(["stack", "ls", "--json"])) as readonly {
      readonly name: string;
      readonly lastUpdate?: string;
    }[];
    return listed.map(({ name, lastUpdate }) => ({
      name: name.slice(name.lastIndexOf("/") + 1),
      updatedAt: lastUpdate === undefined || lastUpdate === "n/a" ? undefined : new Date(lastUpdate),
    }));
  }

  /** What the backend remembers of a stack, newest first. Values of secrets are not in it. */
  async history(stack: string): Promise<readonly StackUpdate[]> {
    const updates: StackUpdate[] = [];
    for (let page = 1; ; page++) {
      const place = ["--stack", stack, "--page", String(page), "--page-size", String(historyPage)];
      const told = JSON.parse(await this.must(["stack", "history", "--json", ...place])) as
        readonly StackUpdate[] | null;
      updates.push(...(told ?? []));
      if ((told?.length ?? 0) < historyPage) return updates;
    }
  }

  /** Makes an empty stack; its salt is written into its settings file. */
  async init(stack: string): Promise<void> {
    await this.must(["stack", "init", stack, "--no-select"]);
  }

  /** Removes a stack that holds nothing, with what the backend remembers of it; its settings file stays. */
  async remove(stack: string): Promise<void> {
    await this.must(["stack", "rm", stack, "--yes", "--preserve-config"]);
  }

  /** Clears the stack's lock. */
  async cancel(stack: string): Promise<void> {
    await this.must(["cancel", "--yes", "--stack", stack]);
  }

  /** Runs one of the engine's operations with its own display. Never throws for what the operation says. */
  async operate(operation: Operation, options: OperateOptions): Promise<Operated> {
    mkdirSync(this.place.scratch, { recursive: true, mode: 0o700 });
    const log = join(this.place.scratch, `${options.stack}.${process.pid}.events`);
    try {
      const args = [
        operation,
        "--stack",
        options.stack,
        "--event-log",
        log,
        "--suppress-permalink=true",
        "--suppress-outputs",
        ...options.args,
      ];
      return { ...(await this.spawn(args, options)), events: readEvents(log) };
    } finally {
      rmSync(log, { force: true });
    }
  }

  /** Asks packs, by their arguments, of the state of a stack or of one that is given. Runs no program, asks no cloud. */
  async analyze(packs: readonly string[], of: { readonly stack: string } | Deployment): Promise<Analyzed> {
    const asked = async (source: readonly string[]): Promise<Analyzed> => {
      const { exitCode, stdout, stderr } = await this.ask(["policy", "analyze", "--json", ...source, ...packs]);
      return { exitCode, events: parseEvents(stdout), printed: stderr };
    };
    if ("stack" in of) return asked(["--stack", of.stack]);
    mkdirSync(this.place.scratch, { recursive: true, mode: 0o700 });
    const file = join(this.place.scratch, `${process.pid}.state.json`);
    try {
      writeFileSync(file, JSON.stringify(of), { mode: 0o600 });
      return await asked(["--file", file]);
    } finally {
      rmSync(file, { force: true });
    }
  }

  /** Runs any command line as the user's own; resolves to its exit code. */
  async show(args: readonly string[], options: ShowOptions): Promise<number> {
    return (await this.spawn(args, options)).exitCode;
  }

  private async spawn(args: readonly string[], { stack, display, started }: ShowOptions) {
    const { execa } = await import("execa");
    const child = execa(this.place.pulumi, args, {
      ...this.options(stack),
      stdin: "inherit",
      stdout: { inherit: "inherit", stderr: process.stderr, none: "ignore" }[display] as "inherit",
      stderr: display === "none" ? "ignore" : "inherit",
    });
    // Ctrl-C reaches Pulumi by itself, which then ends in order; promenade waits for that.
    const patience = () => undefined;
    process.on("SIGINT", patience);
    try {
      if (child.pid !== undefined) started?.(child.pid);
      const { exitCode = 1, signal } = await child;
      return { exitCode, signal };
    } finally {
      process.off("SIGINT", patience);
    }
  }

  private async ask(args: readonly string[], input = "") {
    const { execa } = await import("execa");
    const ended = await execa(this.place.pulumi, args, { ...this.options(), input });
    return { exitCode: ended.exitCode ?? 1, stdout: ended.stdout, stderr: ended.stderr || (ended.shortMessage ?? "") };
  }

  private async must(args: readonly string[], input?: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.ask(args, input);
    if (exitCode !== 0) throw unusable(args.slice(0, 2).join(" "), stderr);
    return stdout;
  }

  private options(stack?: string) {
    const { directory, binDir, environment } = this.place;
    return {
      cwd: directory,
      reject: false,
      extendEnv: false,
      // Hidden flags are off without it: `--event-log` is the only complete account of an operation.
      env: {
        ...environment,
        ...(stack && { PULUMI_STACK: stack }),
        PULUMI_DEBUG_COMMANDS: "true",
        PATH: [binDir, environment.PATH].join(delimiter),
      },
    } as const;
  }
}

const readEvents = (log: string): readonly EngineEvent[] =>
  existsSync(log) ? parseEvents(readFileSync(log, "utf8")) : [];

function parseEvents(text: string): readonly EngineEvent[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as EngineEvent];
      } catch {
        return []; // cut short by a crash
      }
    });
}

/** What `pulumi preview --json` prints. */
interface PreviewDocument {
  readonly steps?: readonly { readonly newState?: DeclaredResource }[];
  readonly diagnostics?: readonly { readonly message: string; readonly severity: string }[];
}

function parsePreview(text: string): PreviewDocument | undefined {
  try {
    return JSON.parse(text) as PreviewDocument;
  } catch {
    return undefined;
  }
}

const errorsOf = (told: PreviewDocument | undefined): string =>
  (told?.diagnostics ?? [])
    .flatMap(({ severity, message }) => (severity === "error" ? [message.trim()] : []))
    .join("\n");

const unusable = (command: string, stderr: string) =>
  failed({
    where: `pulumi ${command}`,
    wrong: "Pulumi could not do it",
    found: stderr.trim().replace(/^error: /, "") || "no reason given",
    allowed: "a state that Pulumi can read and write",
    change: "mend what it names; the same command then goes on",
  });
