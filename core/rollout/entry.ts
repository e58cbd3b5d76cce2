import { eventSchema, type RolloutEvent } from "./evidence";

/** Something of the evidence as it was written down. */
export interface Entry {
  /** What it tells; undefined where only a newer promenade understands it. */
  readonly event: RolloutEvent | undefined;
  readonly written: Readonly<Record<string, unknown>>;
}

/**
 * Reads what may have been written by a newer promenade: what it adds to an event is left aside, and an event of
 * another kind is kept as it is. Undefined for what is no document at all.
 */
export function readEntry(text: string): Entry | undefined {
  const written = parse(text);
  return written === undefined ? undefined : { event: eventOf(written), written };
}

/** What is understood of everything. */
export const eventsOf = (entries: readonly Entry[]): readonly RolloutEvent[] =>
  entries.flatMap(({ event }) => event ?? []);

function eventOf(written: Entry["written"]): RolloutEvent | undefined {
  const strict = eventSchema.safeParse(written);
  if (strict.success) return strict.data;
  const rest = structuredClone(written);
  for (const issue of strict.error.issues) {
    if (issue.code !== "unrecognized_keys") return undefined;
    const holder = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], rest);
    for (const key of issue.keys) Reflect.deleteProperty(holder as object, key);
  }
  return eventSchema.safeParse(rest).data;
}

function parse(text: string): Entry["written"] | undefined {
  try {
    const document = JSON.parse(text) as unknown;
    return typeof document === "object" && document !== null ? (document as Entry["written"]) : undefined;
  } catch {
    return undefined;
  }
}
