/** Where the data of a restored database comes from. */
export type Origin = { readonly snapshot: string } | { readonly time: string } | "latest";

/** A tag of a restored instance: what it was made of, so that a restore which was interrupted goes on with its own. */
export const originTag = "promenade:restored-from";

export const originText = (origin: Origin): string =>
  origin === "latest" ? "latest" : "snapshot" in origin ? `snapshot ${origin.snapshot}` : `time ${origin.time}`;

/** A database instance, as the cloud shows it. */
export interface SeenInstance {
  readonly identifier: string;
  /** What tells it from any other that has its name later. */
  readonly resourceId: string;
  /** The tag `promenade:restored-from`. */
  readonly origin: string | undefined;
  /** Whether its master's password is RDS's to keep. */
  readonly managed: boolean;
}

export interface Restoration {
  /** The database's own identifier. */
  readonly identifier: string;
  /** Resource id that Pulumi's state has. */
  readonly recorded: string;
  /** What it is to be made of, as text. */
  readonly origin: string;
  /** Whether RDS is to keep its master's password. */
  readonly managed: boolean;
}

export interface Seen {
  /** Whichever instance has the database's identifier now. */
  readonly own: SeenInstance | undefined;
  /** The one that is being made, under a name of its own. */
  readonly restored: SeenInstance | undefined;
}

/** One call, or the record of what the calls have done. */
export type RestoreStep =
  | { readonly kind: "restore" }
  | { readonly kind: "keep password" }
  | { readonly kind: "set aside"; readonly as: string }
  | { readonly kind: "take over" }
  | { readonly kind: "adopt"; readonly resourceId: string }
  | { readonly kind: "refuse"; readonly unfinished: string };

/** The name under which a database is restored. */
export const restoredName = (identifier: string): string => `${identifier}-restored`;

/**
 * What comes next, from nothing but what there is: an interrupted restore goes on where it stopped. The old instance is
 * set aside, never deleted; the new one takes its name, and with it its address.
 */
export function nextRestoreStep(
  { identifier, recorded, origin, managed }: Restoration,
  { own, restored }: Seen,
): RestoreStep {
  if (own !== undefined && own.resourceId !== recorded) return { kind: "adopt", resourceId: own.resourceId };
  if (restored === undefined) return { kind: "restore" };
  if (restored.origin !== origin) return { kind: "refuse", unfinished: restored.origin ?? "unknown" };
  if (managed && !restored.managed) return { kind: "keep password" };
  if (own !== undefined)
    return { kind: "set aside", as: `${identifier}-replaced-${own.resourceId.slice(-6).toLowerCase()}` };
  return { kind: "take over" };
}

/** A snapshot's name: the database's, what it is for, and when; sorted by their names they are sorted by time. */
export const snapshotName = (identifier: string, purpose: string, now: Date): string =>
  [identifier, purpose, now.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")].join("-").toLowerCase();
