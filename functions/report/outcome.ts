import type { Change, State } from "./alarms";

/** From `since`, which belongs to it, to `until`, which does not. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

/** What became of an alarm within a span. */
export interface Outcome {
  /** How often it went off; once where it was on from the start. */
  readonly times: number;
  /** When it last did; undefined where that was before. */
  readonly last: Date | undefined;
  /** Milliseconds in each state. */
  readonly spent: Readonly<Record<State, number>>;
  /** At the end. */
  readonly state: State;
}

/** `now` is the state when nothing is known to have changed; `changes` are those since the span began, oldest first. */
export function outcomeOf(now: State, changes: readonly Change[], { since, until }: Span): Outcome {
  const within = changes.filter(({ at }) => at < until);
  const first = changes[0]?.from ?? now;
  const starts = within.filter(({ to }) => to === "ALARM").map(({ at }) => at);
  const spent = { OK: 0, ALARM: 0, INSUFFICIENT_DATA: 0 };
  let [state, from] = [first, since];
  for (const { at, to } of within) {
    spent[state] += at.getTime() - from.getTime();
    [state, from] = [to, at];
  }
  spent[state] += until.getTime() - from.getTime();
  return { times: starts.length + (first === "ALARM" ? 1 : 0), last: starts.at(-1), spent, state };
}
