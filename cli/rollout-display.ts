import { createLogUpdate } from "log-update";
import type { View } from "../core/rollout/view";
import type { Output } from "./output";
import { liveGist, liveLine, liveTable } from "./rollout-view";

/** How often (ms) numbers alone are worth another line where lines stay. */
const between = 10_000;

/**
 * Shows how traffic stands while a command waits: on a terminal in place, elsewhere a line whenever something but the
 * numbers has changed, and for the numbers one every ten seconds.
 */
export class RolloutDisplay {
  private readonly drawn: ReturnType<typeof createLogUpdate> | undefined;
  private last: { readonly gist: string; readonly at: number } | undefined;

  constructor(private readonly output: Output) {
    const { narration } = output;
    // The cursor stays: to hide it would take a hand in how Ctrl-C ends the process.
    if (narration.isTTY === true) {
      this.drawn = createLogUpdate(narration, { showCursor: true });
    }
  }

  /** `next`: what goes on, and what comes after it. */
  show(view: View, next: string): void {
    if (this.drawn !== undefined) this.drawn(liveTable(view, next, this.output));
    else this.line(view, next);
  }

  /** What is drawn stays as it is; what is said from now on comes below it. */
  done(): void {
    this.drawn?.done();
    this.last = undefined;
  }

  private line(view: View, next: string): void {
    const gist = liveGist(view, next);
    if (this.last?.gist === gist && view.now - this.last.at < between) return;
    this.last = { gist, at: view.now };
    this.output.say(`  ${liveLine(view, next)}`);
  }
}
