import type { Cloud, CloudResource, Properties } from "./cloud";

/** What gives a record of the local cloud a real thing behind it: a server, a database, a process. */
export interface Effect {
  /**
   * Makes the real thing match the record and returns the outputs only it knows (address, port).
   * Idempotent: called after every create and update, and for every record when the local cloud starts.
   * An aborted `signal` means that nobody waits for the answer any more; what was started may go on.
   */
  apply(resource: CloudResource, signal: AbortSignal): Promise<Properties>;
  /** Takes the real thing away. The record still exists when this is called, and is gone once it has returned. */
  remove(resource: CloudResource): Promise<void>;
}

/** Effects by Pulumi type token; a type without one is a record only. */
export type Effects = Readonly<Record<string, Effect>>;

/** Applies the record's effect, if it has one, and keeps what it learned. Returns the record as it then stands. */
export async function applyEffect(
  cloud: Cloud,
  effects: Effects,
  resource: CloudResource,
  signal: AbortSignal,
): Promise<CloudResource> {
  const learned = await effects[resource.type]?.apply(resource, signal);
  const current = cloud.get(resource.type, resource.id, resource.region);
  if (!current) return resource; // deleted while the effect ran
  if (!learned) return current;
  const complete = { ...current, outputs: { ...current.outputs, ...learned } };
  await cloud.put(complete);
  return complete;
}
