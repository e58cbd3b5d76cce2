import type { Entry } from "../rollout/entry";
import { eventLines } from "./event-line";
import type { HistoryLine } from "./line";
import { updateLine, type StackUpdate } from "./update-line";

/** What has happened to a stack: `history --json`. */
export interface History {
  readonly stack: string;
  /** Newest first. */
  readonly lines: readonly HistoryLine[];
  /** How many older ones there are besides. */
  readonly older: number;
}

/**
 * One history of the evidence, oldest first as it is kept, and of Pulumi's updates. Each keeps its own order, whatever
 * the clocks said of those who wrote it.
 */
export function historyOf(
  stack: string,
  entries: readonly Entry[],
  updates: readonly StackUpdate[],
  limit: number,
): History {
  const byStart = [...updates].sort((one, other) => one.startTime.localeCompare(other.startTime));
  const all = merged(eventLines(entries), byStart.map(updateLine)).reverse();
  return { stack, lines: all.slice(0, limit), older: Math.max(0, all.length - limit) };
}

function merged(ones: readonly HistoryLine[], others: readonly HistoryLine[]): HistoryLine[] {
  const [left, right] = [[...ones], [...others]];
  const lines: HistoryLine[] = [];
  for (
    let [one, other] = [left[0], right[0]];
    one !== undefined || other !== undefined;
    [one, other] = [left[0], right[0]]
  ) {
    const first = other === undefined || (one !== undefined && timeOf(one) <= timeOf(other)) ? left : right;
    lines.push(...first.splice(0, 1));
  }
  return lines;
}

/** What cannot be dated stays where it is among its own. */
const timeOf = ({ at }: HistoryLine): number => Date.parse(at) || 0;
