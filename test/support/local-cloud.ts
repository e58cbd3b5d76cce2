import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment, ExportedResource } from "../../cli/ports/pulumi";
import { Sandbox } from "../../cli/ports/sandbox";
import type { Endpoint } from "../../cli/workspace";
import { sandboxFiles } from "../../cli/sandbox-files";
import type { EnvironmentStatus } from "../../core/status";
import { bringTo, type Beginning } from "./beginnings";
import { checkout } from "./environment";
import { OwnCheckout } from "./own-checkout";
import { launch, reapLaunched, type Launched } from "./processes";

/** A record of the local cloud, as it is kept on disk. */
export interface CloudRecord {
  readonly type: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Set on what was deleted and is only remembered. */
  readonly until?: string;
}

/** Runs a command line on another checkout than the one that it comes from. */
export const elsewhere = `
require(${JSON.stringify(join(checkout, "program", "typescript.js"))});
const { main } = require(process.argv[1]);
main(process.argv.slice(3), { ...process, environment: process.env, checkout: process.argv[2] }).then((code) => (process.exitCode = code));
`;

/** The shipped program and stack files in a local cloud of a test's own, through the command line as users have it. */
export class LocalCloud {
  private readonly folder = mkdtempSync(join(tmpdir(), "promenade-engine-"));
  readonly root = join(this.folder, "sandbox");
  private own: OwnCheckout | undefined;
  /** All that commands have said here. */
  readonly said: string[] = [];

  /** Has it all from the beginning that the spec starts from, and serves. */
  async begin(beginning: Beginning): Promise<void> {
    const others: LocalCloud[] = [];
    try {
      await bringTo(beginning, this, () => others[others.push(new LocalCloud()) - 1]!);
    } finally {
      for (const other of others) rmSync(other.folder, { recursive: true, force: true });
    }
  }

  launch(...args: readonly string[]): Launched {
    return this.launchAs(process.env, ...args);
  }

  /** The same with an environment of the command's own. */
  launchAs(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Launched {
    const env = { ...environment, PROMENADE_SANDBOX: this.root, NO_COLOR: "1", FORCE_COLOR: undefined };
    const script =
      this.own === undefined
        ? [join(checkout, "cli", "promenade.mjs")]
        : ["-e", elsewhere, join(checkout, "cli", "main.ts"), this.own.root];
    return launch(process.execPath, [...script, ...args], { cwd: checkout, env });
  }

  /** From now on stack files are the test's own, as it writes them; none of them is there yet. */
  get stackFiles(): OwnCheckout {
    return (this.own ??= new OwnCheckout(join(this.folder, "checkout")));
  }

  /** Does some work with more in a stack file that is the test's own, which is then as it was. */
  async withConfig<T>(stack: string, config: Readonly<Record<string, unknown>>, work: () => Promise<T>): Promise<T> {
    const restore = this.stackFiles.add(stack, config);
    try {
      return await work();
    } finally {
      restore();
    }
  }

  /** The resources of a stack, as its state holds them. */
  async state(stack: string): Promise<readonly ExportedResource[]> {
    const exported = JSON.parse(await this.must("pulumi", "--stack", stack, "--", "stack", "export")) as Deployment;
    return exported.deployment.resources ?? [];
  }

  async run(...args: readonly string[]) {
    const ended = await this.launch(...args).ended;
    this.said.push(ended.stdout, ended.stderr);
    return ended;
  }

  /** Runs a command that has to succeed. */
  async must(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(...args);
    if (exitCode !== 0) throw new Error(`promenade ${args.join(" ")} ended with ${exitCode}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  async json<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await this.must(...args, "--json")) as T;
  }

  /** Where an environment answers. */
  async url(stack: string): Promise<string> {
    const { environments } = await this.json<{ environments: readonly [EnvironmentStatus] }>(
      "status",
      "--stack",
      stack,
    );
    return environments[0].url ?? "";
  }

  /** Its AWS API, while it serves. */
  endpoint(): Endpoint {
    const sandbox = new Sandbox(checkout, sandboxFiles(checkout, { PROMENADE_SANDBOX: this.root }), process.env);
    return { url: `http://127.0.0.1:${sandbox.running()!.apiPort}`, token: sandbox.token() };
  }

  /** What there is in the local cloud. */
  records(): readonly CloudRecord[] {
    const folder = join(this.root, "cloud");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
      .flatMap((entry) => {
        try {
          return [JSON.parse(readFileSync(join(entry.parentPath, entry.name), "utf8")) as CloudRecord];
        } catch {
          return []; // deleted meanwhile
        }
      })
      .filter(({ until }) => until === undefined);
  }

  /** Ends everything and removes it; for `after` hooks. */
  async remove(): Promise<void> {
    reapLaunched();
    await this.run("sandbox", "reset");
    rmSync(join(this.root, ".."), { recursive: true, force: true });
  }
}
