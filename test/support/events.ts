import { eventSchema, type EventKind, type EventOf, type RolloutEvent } from "../../core/rollout/evidence";

type Own<Kind extends EventKind> = Omit<EventOf<Kind>, "at" | "by" | "command"> & { readonly kind: Kind };
type Common = Partial<Pick<RolloutEvent, "at" | "by" | "command">>;

/** An event as it is written down; by default Ada did it at noon. */
export function happened<Kind extends EventKind>(own: Own<Kind> & Common): EventOf<Kind> {
  const common = { at: "2026-01-02T12:00:00.000Z", by: "ada", command: "freeze --stack dev" };
  return eventSchema.parse({ ...common, ...own }) as EventOf<Kind>;
}
