import { rmSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { writePrivately } from "../files";
import type { Faults } from "./faults";

/** Locks as Pulumi's file backend writes them, held by this process while their faults last. */
export class StateLocks {
  private readonly held = new Map<string, string>();

  constructor(
    /** Where the backend keeps the locks of the project's stacks. */
    private readonly folder: string,
    private readonly faults: Faults,
  ) {
    faults.onChange(() => this.match());
    this.match();
  }

  /** Lets go of all; the next start takes them again. */
  close(): void {
    for (const file of this.held.values()) rmSync(file, { force: true });
    this.held.clear();
  }

  private match(): void {
    const wanted = this.faults.ofKind("locked");
    for (const { id, stack } of wanted) if (!this.held.has(id)) this.lock(id, stack);
    for (const [id, file] of this.held) {
      if (wanted.some((fault) => fault.id === id)) continue;
      rmSync(file, { force: true });
      this.held.delete(id);
    }
  }

  private lock(id: string, stack: string): void {
    const file = join(this.folder, stack, `${id}.json`);
    const { username } = userInfo();
    const lock = { pid: process.pid, username, hostname: hostname(), timestamp: new Date().toISOString() };
    writePrivately(file, JSON.stringify(lock));
    this.held.set(id, file);
  }
}
