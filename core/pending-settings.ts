import type { StateResource } from "./record";
import { slots, type Slot } from "./release";
import { recordTags, type Tags } from "./tags";

/** Services by slot. */
export type PendingSettings = Readonly<Record<Slot, readonly string[]>>;

/**
 * Services whose tasks were started with other settings than a deploy would start them with now. A slot without a
 * release waits for nothing.
 *
 * @param shipped hash of what a deploy would ship, by service; the stack's outputs tell it.
 */
export function pendingSettings(
  resources: readonly StateResource[],
  shipped: Readonly<Record<string, string>>,
): PendingSettings {
  const started = resources
    .filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition")
    .map(({ outputs }) => (outputs.tags ?? {}) as Tags)
    .filter((tags) => tags[recordTags.release] !== undefined);
  const pending = (slot: Slot): readonly string[] =>
    started
      .filter((tags) => tags[recordTags.slot] === slot)
      .flatMap(({ [recordTags.service]: service, [recordTags.settings]: settings }) =>
        service !== undefined && shipped[service] !== undefined && shipped[service] !== settings ? [service] : [],
      );
  return Object.fromEntries(slots.map((slot) => [slot, pending(slot)])) as Record<Slot, readonly string[]>;
}
