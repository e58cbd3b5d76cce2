/** What a report says of how long it took: seconds since a Unix time (ms), in tenths. */
export const secondsSince = (began: number): number => Math.round((Date.now() - began) / 100) / 10;
