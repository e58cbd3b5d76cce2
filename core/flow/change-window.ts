import { weekdays, type ChangeWindow, type Weekday } from "./gate";

/** A moment as clocks on a wall show it. */
interface Local {
  readonly day: Weekday;
  /** Minutes since midnight. */
  readonly minute: number;
}

const minute = 60_000;

/** Whether releases may enter at a moment, as clocks in the window's time zone show it; its end is outside. */
export function isOpen(window: ChangeWindow, at: Date): boolean {
  const local = localTime(window.timezone);
  return isOpenAt(window, local(at));
}

/** The first minute from a moment on at which the window is open; a window opens within a week, or a clock change later. */
export function nextOpening(window: ChangeWindow, from: Date): Date | undefined {
  const local = localTime(window.timezone);
  const start = Math.ceil(from.getTime() / minute) * minute;
  if (isOpenAt(window, local(from))) return from;
  for (let at = start; at <= start + 9 * 24 * 60 * minute; at += minute) {
    if (isOpenAt(window, local(new Date(at)))) return new Date(at);
  }
  return undefined;
}

function isOpenAt({ days, from, to }: ChangeWindow, { day, minute: now }: Local): boolean {
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  const began = (shift: number): boolean => days.includes(weekdayAfter(day, shift));
  if (begins < ends) return began(0) && now >= begins && now < ends;
  // It goes on past midnight, and belongs to the day on which it began.
  return (began(0) && now >= begins) || (began(-1) && now < ends);
}

const weekdayAfter = (day: Weekday, shift: number): Weekday =>
  weekdays[(weekdays.indexOf(day) + shift + weekdays.length) % weekdays.length] ?? day;

function minutesOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** Reads clocks of a time zone, summer time and all. */
function localTime(timeZone: string): (at: Date) => Local {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at) => {
    const [day = "", time = ""] = clock.format(at).split(/,? /);
    return { day: day.toLowerCase() as Weekday, minute: minutesOf(time) };
  };
}

/** `mon, tue from 08:00 to 18:00 Europe/Berlin`. */
export const showWindow = ({ days, from, to, timezone }: ChangeWindow): string =>
  `${days.length === weekdays.length ? "every day" : days.join(", ")} from ${from} to ${to} ${timezone}`;
