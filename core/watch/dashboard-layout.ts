/** What a widget shows, before it has a place. */
export interface Panel {
  readonly type: "metric" | "log" | "alarm";
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A dashboard is 24 columns wide (API: Dashboard Body Structure). */
const columns = 24;
const perRow = 3;
const height = 6;

/** Rows of panels, one below the other: three side by side, and what does not fit in the next line. */
export function stack(rows: readonly (readonly Panel[])[], common: Readonly<Record<string, unknown>>) {
  const lines = rows.flatMap((row) => chunks(row, perRow));
  return lines.flatMap((line, row) => {
    const width = Math.floor(columns / line.length);
    return line.map(({ type, properties }, index) => ({
      type,
      ...{ x: index * width, y: row * height, width, height },
      // An alarm widget finds its alarms' region in their ARNs, and knows no other.
      properties: type === "alarm" ? properties : { ...common, ...properties },
    }));
  });
}

const chunks = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  list.length === 0 ? [] : [list.slice(0, size), ...chunks(list.slice(size), size)];
