import type { Outcome } from "../core/verification/answer";
import { percentile } from "../core/verification/load";

/** Requests, as far as they have been answered or given up. */
export interface Tally {
  readonly requests: number;
  readonly lost: number;
  /** Of those that are lost: how many for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Answers by the slot that says it has given them. */
  readonly slots: Readonly<Record<string, number>>;
  /** Seconds; 0 of none. */
  readonly p50: number;
  readonly p99: number;
}

export interface Visit {
  readonly seconds: number;
  readonly slot: string | undefined;
  /** Why it counts as lost; undefined where it does not. */
  readonly lost: string | undefined;
}

/** A request is lost that got no 2xx status, or no answer in time. */
export function visitOf(outcome: Outcome, seconds: number): Visit {
  if ("lost" in outcome) return { seconds, slot: undefined, lost: outcome.lost };
  const { status, body } = outcome;
  const well = status >= 200 && status < 300;
  return { seconds, slot: slotIn(body), lost: well ? undefined : `status ${status}` };
}

/** What an answer says of the slot that it comes from, `{ "slot": "green" }`. */
function slotIn(body: string): string | undefined {
  try {
    const { slot } = JSON.parse(body) as { readonly slot?: unknown };
    return typeof slot === "string" ? slot : undefined;
  } catch {
    return undefined;
  }
}

export function tallyOf(visits: readonly Visit[]): Tally {
  const seconds = visits.map((visit) => visit.seconds);
  const reasons = counts(visits.flatMap(({ lost }) => lost ?? []));
  return {
    requests: visits.length,
    lost: visits.filter(({ lost }) => lost !== undefined).length,
    reasons,
    slots: counts(visits.flatMap(({ slot }) => slot ?? [])),
    p50: percentile(seconds, 50),
    p99: percentile(seconds, 99),
  };
}

function counts(texts: readonly string[]): Readonly<Record<string, number>> {
  const found = new Map<string, number>();
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

/** One line for people. */
export function tallyLine({ requests, lost, reasons, slots, p50, p99 }: Tally): string {
  const list = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");
  return [
    `${requests} requests`,
    lost === 0 ? "0 lost" : `${lost} lost (${list(reasons)})`,
    ...(Object.keys(slots).length === 0 ? [] : [list(slots)]),
    `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`,
  ].join(" · ");
}
