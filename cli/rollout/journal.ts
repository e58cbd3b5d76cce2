import { type RolloutEvent } from "../../core/rollout/evidence";
import type { NewEvent } from "../../core/rollout/decision";
import type { Output } from "../output";
import type { EvidenceStore } from "../ports/evidence/store";

/** What one command writes into the evidence, under the name of who runs it. */
export class Journal {
  /** What the store would not take; it counts here all the same, and is offered again. */
  private unsaved: RolloutEvent[] = [];

  constructor(
    private readonly store: EvidenceStore,
    private readonly output: Output,
    private readonly author: { readonly by: string; readonly command: string },
    /** Goes on without a store that does not answer: for what takes requests back. */
    private readonly tolerant: boolean,
  ) {}

  /** Everything that happened, oldest first. */
  async events(): Promise<readonly RolloutEvent[]> {
    try {
      return [...(await this.store.events()), ...this.unsaved];
    } catch (error) {
      if (!this.tolerant) throw error;
      return this.unsaved;
    }
  }

  async note(event: NewEvent): Promise<void> {
    const written = { ...event, ...this.author, at: new Date().toISOString() } as RolloutEvent;
    try {
      await this.save();
      await this.store.append(written);
    } catch (error) {
      if (!this.tolerant && event.kind !== "breach") throw error;
      if (this.unsaved.length === 0) this.output.say("  the evidence store does not answer: it is told later");
      this.unsaved.push(written);
    }
  }

  /** Offers the store again what it did not take. @returns whether nothing is left. */
  async settle(): Promise<boolean> {
    await this.save().catch(() => undefined);
    return this.unsaved.length === 0;
  }

  private async save(): Promise<void> {
    for (let event = this.unsaved[0]; event !== undefined; event = this.unsaved[0]) {
      await this.store.append(event);
      this.unsaved.shift();
    }
  }
}
