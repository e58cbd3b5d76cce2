import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { failed, type Failure } from "./failure";
import type { SandboxFiles } from "./sandbox-files";
import type { StackFile } from "./stack-file";

const languageHost = require.resolve("../toolchain/language-host.js");

/**
 * The folder that Pulumi runs in for the local cloud: the project with the checkout's program, and stack files made
 * from the shipped ones. Only these ever get what Pulumi writes, so the shipped files stay as their users wrote them.
 */
export class SandboxProject {
  constructor(
    private readonly checkout: string,
    private readonly files: SandboxFiles,
  ) {}

  /** Makes whatever is missing. @throws Failure when a state exists whose passphrase is gone. */
  prepare(): void {
    const { root, state, home, project, passphrase } = this.files;
    const known = existsSync(passphrase);
    if (!known && hasStacks(state)) throw passphraseMissing(passphrase);
    for (const folder of [root, state, home, project]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    keepNoDebugLogs(home);
    if (known) chmodSync(passphrase, 0o600);
    else write(passphrase, randomBytes(32).toString("base64url"));
    const shipped = parse(readFileSync(join(this.checkout, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
    write(join(project, "Pulumi.yaml"), stringify({ ...shipped, main: this.program() }));
  }

  /** By its file: from the checkout's folder on, the language host would look for plugins in all that is installed. */
  private program(): string {
    const file = join(this.checkout, "package.json");
    const { main = "" } = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { main?: string }) : {};
    return join(this.checkout, main);
  }

  /** Makes the stack's working file from the shipped one and the salt that Pulumi encrypts its secrets with. */
  configure({ stack, content }: StackFile, salt: string | undefined = this.salt(stack)): void {
    write(this.file(stack), stringify({ ...content, ...(salt === undefined ? {} : { encryptionsalt: salt }) }));
  }

  /** What the stack's working file holds beyond the shipped one. */
  sealed(stack: string): { readonly encryptionsalt?: string } {
    const salt = this.salt(stack);
    return salt === undefined ? {} : { encryptionsalt: salt };
  }

  /** Forgets a stack that has been destroyed. */
  forget(stack: string): void {
    rmSync(this.file(stack), { force: true });
  }

  /** Forgets a stack that is gone for good: copies that Pulumi's backend keeps of it, and what killed commands have left. */
  erase(stack: string): void {
    this.forget(stack);
    const backend = join(this.files.state, ".pulumi");
    for (const kept of ["backups", "history"]) {
      rmSync(join(backend, kept, "promenade", stack), { recursive: true, force: true });
    }
    const stacks = join(backend, "stacks", "promenade");
    // A copy of the state, and what a backend that was killed had begun to write.
    const left = existsSync(stacks) ? readdirSync(stacks).filter((file) => file.startsWith(`${stack}.json.`)) : [];
    for (const file of left) rmSync(join(stacks, file), { force: true });
    const { running } = this.files;
    const logs = existsSync(running) ? readdirSync(running) : [];
    for (const log of logs.filter((name) => name.startsWith(`${stack}.`) && name.endsWith(".events"))) {
      rmSync(join(running, log), { force: true });
    }
  }

  /** What Pulumi needs to be told to keep to this sandbox. */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const { state, home, passphrase } = this.files;
    const own = Object.entries(base).filter(([name]) => !/^(AWS|PULUMI|GITHUB)_/.test(name));
    return {
      ...Object.fromEntries(own),
      // Without metadata, which Pulumi does not need: it is kept in files that a crash can cut short.
      PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
      PULUMI_HOME: home,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      NODE_OPTIONS: [base.NODE_OPTIONS, `--require ${JSON.stringify(languageHost)}`].filter(Boolean).join(" "),
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
    };
  }

  private salt(stack: string): string | undefined {
    const file = this.file(stack);
    const content = existsSync(file) ? (parse(readFileSync(file, "utf8")) as { encryptionsalt?: string } | null) : null;
    return content?.encryptionsalt;
  }

  private file(stack: string): string {
    return join(this.files.project, `Pulumi.${stack}.yaml`);
  }
}

/**
 * Pulumi writes down all that its engine does, each property of each resource, which is half of the engine's work. It
 * goes on without where it cannot make the folder for that; a setting for it there is not.
 */
function keepNoDebugLogs(home: string): void {
  const logs = join(home, "logs");
  if (statSync(logs, { throwIfNoEntry: false })?.isFile()) return;
  rmSync(logs, { recursive: true, force: true });
  write(logs, "");
}

const passphraseMissing = (file: string): Failure =>
  failed({
    where: file,
    wrong: "the passphrase of the local state is missing",
    found: "a state whose secrets nothing else can decrypt",
    allowed: "the passphrase that it was written with",
    change: "put that file back, or start over with: npx promenade sandbox reset",
  });

/** Whether a file backend holds any stack's state. */
export function hasStacks(state: string): boolean {
  const folder = join(state, ".pulumi", "stacks");
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(".json"));
}

/** Only its owner can read it, and no crash leaves half of it. */
function write(file: string, text: string): void {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
