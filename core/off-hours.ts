import type { OffHours } from "./config/operations";

/** Minutes that the database is up before the app and after it: it takes that long to start. */
const databaseMargin = 15;

const minutesOf = (time: string): number => {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
};

const lastMinute = 24 * 60 - 1;

/** On workdays at that minute, in the form that Application Auto Scaling and EventBridge Scheduler share. */
function workdaysAt(minute: number): string {
  const within = Math.min(lastMinute, Math.max(0, minute));
  return `cron(${within % 60} ${Math.floor(within / 60)} ? * MON-FRI *)`;
}

export interface Rest {
  readonly stop: string;
  readonly start: string;
}

/** When the tasks go and come back. */
export const appRest = ({ stop, start }: OffHours): Rest => ({
  stop: workdaysAt(minutesOf(stop)),
  start: workdaysAt(minutesOf(start)),
});

/** When the database goes and comes back: after the last task, and before the first. */
export const databaseRest = ({ stop, start }: OffHours): Rest => ({
  stop: workdaysAt(minutesOf(stop) + databaseMargin),
  start: workdaysAt(minutesOf(start) - databaseMargin),
});

/** The share of a week for which something runs between a workday's `start` and `stop`; 1 for other schedules. */
export function runningShare(rest: Rest): number {
  const [stop, start] = [rest.stop, rest.start].map(minuteOf);
  if (stop === undefined || start === undefined || stop <= start) return 1;
  return (5 * (stop - start)) / (7 * 24 * 60);
}

function minuteOf(schedule: string): number | undefined {
  const [, minute, hour] = /^cron\((\d+) (\d+) \? \* MON-FRI \*\)$/.exec(schedule) ?? [];
  return minute === undefined ? undefined : Number(hour) * 60 + Number(minute);
}
