type Summary = (values: Distribution) => number;

/** Statistics by CloudWatch's names; percentiles, `p99`, go beside these. */
const summaries: Readonly<Record<string, Summary>> = {
  SampleCount: ({ size }) => size,
  Sum: ({ sum }) => sum,
  Average: ({ sum, size }) => sum / size,
  Minimum: (values) => values.percentile(0),
  Maximum: (values) => values.percentile(100),
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

/** Values that were measured, and how often each of them: enough for every statistic, and small. */
export class Distribution {
  private readonly counts = new Map<number, number>();
  size = 0;
  sum = 0;

  add(value: number, count = 1): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + count);
    this.size += count;
    this.sum += value * count;
  }

  addAll(other: Distribution): void {
    for (const [value, count] of other.counts) this.add(value, count);
  }

  /** The least value that at least `percent` of all do not exceed. There has to be one. */
  percentile(percent: number): number {
    const ascending = [...this.counts].sort(([a], [b]) => a - b);
    let seen = 0;
    const found = ascending.find(([, count]) => (seen += count) >= (percent * this.size) / 100);
    return found?.[0] ?? NaN;
  }

  /** Undefined where nothing was measured. @throws Error for a statistic that `isStatistic` does not know. */
  statistic(name: string): number | undefined {
    if (this.size === 0) return undefined;
    const [, percent] = PERCENTILE.exec(name) ?? [];
    if (percent !== undefined) return this.percentile(Number(percent));
    const summary = summaries[name];
    if (!summary) throw new Error(`no statistic: ${name}`);
    return summary(this);
  }
}

export const isStatistic = (name: string): boolean => name in summaries || PERCENTILE.test(name);
export const statistics = [...Object.keys(summaries), "p0–p100"].join(", ");
