import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { main } from "../../cli/main";
import { Said } from "./said";

export const checkout = join(__dirname, "..", "..");

/** How a command line ended, and what it said. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of a test's own: it stands for the checkout, and its sandbox is beside it. */
export class Surrounded {
  readonly root = mkdtempSync(join(tmpdir(), "promenade-"));
  readonly checkout = join(this.root, "checkout");
  /** Does not exist until something is created in it. */
  readonly sandbox = join(this.root, "sandbox");

  constructor() {
    mkdirSync(this.checkout);
    copyFileSync(join(checkout, "Pulumi.yaml"), join(this.checkout, "Pulumi.yaml"));
    mkdirSync(join(this.checkout, "policies"));
  }

  writeStackFile(stack: string, text: string): void {
    writeFileSync(join(this.checkout, `Pulumi.${stack}.yaml`), text);
  }

  writeConfig(stack: string, config: Readonly<Record<string, unknown>>): void {
    this.writeStackFile(stack, stringify({ config }));
  }

  /** Runs a command line in this process. */
  async run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const [stdout, stderr] = [new Said(), new Said()];
    const exitCode = await main(args, {
      stdout,
      stderr,
      environment: { ...process.env, PROMENADE_SANDBOX: this.sandbox, NO_COLOR: "1", ...environment },
      checkout: this.checkout,
    });
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
