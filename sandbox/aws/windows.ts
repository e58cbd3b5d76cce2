/** A store's daily window: `01:00-02:00`, UTC. */
export const WINDOW = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;

/** Its weekly one: `sun:03:00-sun:04:00`. */
export const WEEK_WINDOW = /^(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d-(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d$/i;

const DAY = 24 * 60;

/** Whether a window of every day meets one of every week, whichever day that is. */
export function overlap(daily: string, weekly: string): boolean {
  const [from = 0, to = 0] = daily.split("-").map(minutesOf);
  const [start = 0, end = 0] = weekly.split("-").map(minutesOf);
  return within(from, start, end) || within(start, from, to);
}

const within = (time: number, first: number, last: number): boolean =>
  (time - first + DAY) % DAY < (last - first + DAY) % DAY;

/** Minutes since midnight; a day of the week before it is left out. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").slice(-2).map(Number);
  return hours * 60 + minutes;
}
