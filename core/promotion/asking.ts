import { sameImages } from "../flow/approval";
import type { EventOf, RolloutEvent } from "../rollout/evidence";

export type Requested = EventOf<"promotion requested">;

/** What somebody asks for. */
export interface AskedFor {
  readonly from: string;
  readonly images: Readonly<Record<string, string>>;
  readonly wave: string | undefined;
  /** The workflow run that asks; undefined at a terminal. */
  readonly run: string | undefined;
}

/** What asks for the same and has not ended; whoever promotes goes on with it. */
export function openRequest(events: readonly RolloutEvent[], asked: AskedFor): Requested | undefined {
  const last = requests(events, asked).findLast(({ wave, run }) => wave === asked.wave && run === asked.run);
  return last === undefined || hasEnded(events, last) ? undefined : last;
}

/** The last that was asked for of the same images, for any wave: what it says of the release holds on. */
export const lastRequest = (events: readonly RolloutEvent[], asked: AskedFor): Requested | undefined =>
  requests(events, asked).at(-1);

/**
 * The promotion that a new request belongs to: the one whose earlier waves have got the release; undefined begins
 * another one.
 */
export function promotionGoingOn(events: readonly RolloutEvent[], asked: AskedFor): string | undefined {
  const id = lastRequest(events, asked)?.promotion;
  const own = events.filter((event) => "promotion" in event && event.promotion === id);
  const failed = own.some((event) => event.kind === "promotion ended" && event.outcome !== "promoted");
  const entered = own.some((event) => event.kind === "promotion ended" && event.wave === asked.wave);
  return failed || entered ? undefined : id;
}

/** Requests for one environment that still wait, the newest last; of each wave the last one. */
export function waitingRequests(events: readonly RolloutEvent[]): readonly Requested[] {
  const all = events.filter((event) => event.kind === "promotion requested");
  const lasting = all.filter(
    (one, at) => !all.slice(at + 1).some((later) => later.promotion === one.promotion && later.wave === one.wave),
  );
  return lasting.filter((one) => !hasEnded(events, one));
}

const requests = (events: readonly RolloutEvent[], { from, images }: AskedFor): readonly Requested[] =>
  events
    .filter((event) => event.kind === "promotion requested")
    .filter((one) => one.from === from && sameImages(one.images, images));

const hasEnded = (events: readonly RolloutEvent[], { promotion, wave }: Requested): boolean =>
  events.some((event) => event.kind === "promotion ended" && event.promotion === promotion && event.wave === wave);

/** What people have to say of a release before anybody decides on it. */
export interface Papers {
  readonly changeSummary?: string;
  readonly changeTicket?: string;
  readonly rollbackPlan?: string;
}

const papers = ["changeSummary", "changeTicket", "rollbackPlan"] as const satisfies readonly (keyof Papers)[];

/** What is given now, and else what was given before. */
export function papersOf(given: Papers, before: Papers | undefined): Papers {
  return Object.fromEntries(
    papers.flatMap((name) => {
      const text = (given[name] ?? before?.[name])?.trim();
      return text ? [[name, text]] : [];
    }),
  );
}

/** Whether something is said that the request does not say yet. */
export const saysMore = (now: Papers & { critical: boolean }, before: Papers & { critical: boolean }): boolean =>
  now.critical !== before.critical || papers.some((name) => now[name] !== before[name]);
