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

/** A request that has not ended: as it was first made, and as it was said last. */
export interface Open {
  readonly first: Requested;
  readonly last: Requested;
}

/** What asks for the same and has not ended; whoever promotes goes on with it. */
export function openRequest(events: readonly RolloutEvent[], asked: AskedFor): Open | undefined {
  const own = requests(events, asked).filter(({ wave, run }) => wave === asked.wave && run === asked.run);
  const last = own.at(-1);
  if (last === undefined || hasEnded(events, last)) return undefined;
  return { first: own.find(({ promotion }) => promotion === last.promotion) ?? last, last };
}

/**
 * Whether a promotion of these images, by whichever run, has begun to bring them into a stack, and nobody has written
 * down how that ended: a crash came in between.
 */
export function isHalfway(
  events: readonly RolloutEvent[],
  own: readonly RolloutEvent[],
  asked: Omit<AskedFor, "run">,
): boolean {
  const last = requests(events, asked).findLast(({ wave }) => wave === asked.wave);
  if (last === undefined || hasEnded(events, last)) return false;
  return own.some(
    (event) =>
      event.kind === "rollout started" &&
      event.deploy !== undefined &&
      sameImages(event.deploy.images, asked.images) &&
      event.at > last.at,
  );
}

/** The last that was asked for of the same images, for any wave. */
export const lastRequest = (
  events: readonly RolloutEvent[],
  asked: Pick<AskedFor, "from" | "images">,
): Requested | undefined => requests(events, asked).at(-1);

/**
 * What was last asked for in the promotion that a new request belongs to, the one whose earlier waves have got the
 * release: what it says of the release holds on. Undefined where another promotion begins.
 */
export function goingOn(events: readonly RolloutEvent[], asked: AskedFor): Requested | undefined {
  const last = lastRequest(events, asked);
  const own = events.filter((event) => "promotion" in event && event.promotion === last?.promotion);
  const failed = own.some((event) => event.kind === "promotion ended" && event.outcome !== "promoted");
  const entered = own.some((event) => event.kind === "promotion ended" && event.wave === asked.wave);
  return failed || entered ? undefined : last;
}

/** Requests for one environment that still wait, the newest last; of each wave the last one. */
export function waitingRequests(events: readonly RolloutEvent[]): readonly Requested[] {
  const all = events.filter((event) => event.kind === "promotion requested");
  const lasting = all.filter(
    (one, at) => !all.slice(at + 1).some((later) => later.promotion === one.promotion && later.wave === one.wave),
  );
  return lasting.filter((one) => !hasEnded(events, one));
}

const requests = (
  events: readonly RolloutEvent[],
  { from, images }: Pick<AskedFor, "from" | "images">,
): readonly Requested[] =>
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

/** The same as it may have been said, or not. */
type PapersSaid = { readonly [Name in keyof Papers]?: string | undefined };

/** What is given now, and else what was given before. */
export function papersOf(given: PapersSaid, before: PapersSaid | undefined): Papers {
  return Object.fromEntries(
    papers.flatMap((name) => {
      const text = (given[name] ?? before?.[name])?.trim();
      return text ? [[name, text]] : [];
    }),
  );
}

/** Whether something is said that the request does not say yet. */
export const saysMore = (
  now: PapersSaid & { readonly critical: boolean },
  before: PapersSaid & { readonly critical: boolean },
): boolean => now.critical !== before.critical || papers.some((name) => now[name] !== before[name]);
