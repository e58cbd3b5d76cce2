const units = { s: 1, m: 60, h: 3600 } as const;

/** A span such as `90s`, `5m` or `1h`, in seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * units[unit as keyof typeof units];
}

/** In the largest unit that it is whole in. */
export function showDuration(seconds: number): string {
  const whole = (["h", "m"] as const).find((unit) => seconds >= units[unit] && seconds % units[unit] === 0);
  return whole === undefined ? `${Math.round(seconds * 10) / 10}s` : `${seconds / units[whole]}${whole}`;
}
