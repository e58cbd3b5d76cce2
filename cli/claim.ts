import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { processes, stillRunning, type RunningProcess } from "./ports/processes";

/** Who works on a stack: written when a command begins, removed when it ends. What stays behind tells of a crash. */
export interface Claim {
  readonly command: string;
  readonly cliPid: number;
  /** The Pulumi it runs at the moment, if any. */
  readonly pulumiPid?: number;
  readonly startedAt: string;
}

/** How a stack's last claim stands: none, a command under way, a Pulumi whose promenade is gone, or only a leftover. */
export type Standing =
  | { readonly state: "free" }
  | { readonly state: "busy"; readonly claim: Claim }
  | { readonly state: "orphaned"; readonly claim: Claim; readonly pulumiPid: number }
  | { readonly state: "crashed"; readonly claim: Claim };

export class Claims {
  constructor(private readonly folder: string) {}

  standing(stack: string, all: readonly RunningProcess[] = processes()): Standing {
    const claim = this.read(stack);
    if (claim === undefined) return { state: "free" };
    const since = new Date(claim.startedAt);
    if (claim.cliPid === process.pid) return { state: "free" };
    if (stillRunning({ pid: claim.cliPid, since }, all) !== undefined) return { state: "busy", claim };
    const pulumi = all.find(({ pid, command }) => pid === claim.pulumiPid && /pulumi/.test(command));
    return pulumi === undefined ? { state: "crashed", claim } : { state: "orphaned", claim, pulumiPid: pulumi.pid };
  }

  /** Stacks that someone works on, or did when a crash came. */
  stacks(): readonly string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
  }

  write(stack: string, claim: Claim): void {
    const file = this.file(stack);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(claim));
    renameSync(`${file}.${process.pid}`, file);
  }

  release(stack: string): void {
    rmSync(this.file(stack), { force: true });
  }

  private read(stack: string): Claim | undefined {
    try {
      return JSON.parse(readFileSync(this.file(stack), "utf8")) as Claim;
    } catch {
      return undefined;
    }
  }

  private file(stack: string): string {
    return join(this.folder, `${stack}.json`);
  }
}
