import type { Slot } from "../../../core/release";
import type { Measured } from "../../../core/rollout/guard";
import type { Span } from "../../../core/rollout/measuring";

/** What a slot is asked and how it answers, for as long as that stays the same. */
export interface Rate {
  /** A second, over all services. */
  readonly requests: number;
  /** Share of them that fails. */
  readonly failing: number;
  readonly p99Seconds: number;
}

export type Rates = Readonly<Record<Slot, Rate>>;

interface Segment extends Span {
  to: number;
  readonly rates: Rates;
}

/** How far back (ms) anybody asks. */
const kept = 3 * 3_600_000;

/** Who was asked how much, and when: the truth that metrics are made of. */
export class TrafficLog {
  private segments: Segment[] = [];

  add(from: number, to: number, rates: Rates): void {
    const last = this.segments.at(-1);
    if (last !== undefined && last.rates === rates) last.to = to;
    else this.segments.push({ from, to, rates });
    if (this.segments[0]!.to < to - kept) this.segments = this.segments.filter((one) => one.to >= to - kept);
  }

  /** Undefined where there was no request: the cloud has no data then. */
  measured(slot: Slot, span: Span): Measured | undefined {
    let [requests, errors, p99Seconds] = [0, 0, 0];
    for (const { from, to, rates } of this.segments) {
      const seconds = (Math.min(to, span.to) - Math.max(from, span.from)) / 1000;
      const rate = rates[slot];
      if (seconds <= 0 || rate.requests === 0) continue;
      requests += rate.requests * seconds;
      errors += rate.requests * rate.failing * seconds;
      p99Seconds = Math.max(p99Seconds, rate.p99Seconds);
    }
    if (requests < 1) return undefined;
    return { requests: Math.floor(requests), errors: Math.floor(errors), p99Seconds };
  }
}
