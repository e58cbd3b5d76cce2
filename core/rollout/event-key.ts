/**
 * What an event is filed under. Keys sort as events happened: each begins with its event's time, or with the next
 * millisecond after `last` where the clock of whoever wrote that one was ahead. `random` tells those apart that are
 * written at once.
 */
export function eventKey(at: string, last: string | undefined, random: string): string {
  const time = Math.max(Date.parse(at), last === undefined ? 0 : timeOf(last) + 1);
  return `${timeKey(new Date(time).toISOString())}-${random}`;
}

/** Sorts before every key of an event of that time, and after those of earlier ones. */
export const timeKey = (at: string): string => new Date(at).toISOString().replaceAll(":", "-");

const shape = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3}Z)-[0-9a-f]+$/;

/** Whether something was named by `eventKey`. */
export const isEventKey = (name: string): boolean => shape.test(name);

const timeOf = (key: string): number => Date.parse(key.replace(shape, "$1$2:$3:$4"));
