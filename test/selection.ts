/** How a test run went. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The last line of a test run. */
export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

/** What such a last line says; undefined for any other text. */
export function countsIn(line: string): Counts | undefined {
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line);
  return found === null
    ? undefined
    : { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

export const sum = (one: Counts, other: Counts): Counts => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

const wildcards: Readonly<Record<string, string>> = { "*": "[^/]*", "**": ".*", "**/": "(.*/)?" };

/** A pattern matches a path that it occurs in; `*` stands for anything but a slash, `**` for anything. */
export function matches(path: string, pattern: string): boolean {
  const parts = pattern.replace(/^\.\//, "").split(/(\*\*\/|\*\*|\*)/);
  const expression = parts.map((part) => wildcards[part] ?? part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(expression.join("")).test(path);
}
