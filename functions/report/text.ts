import { reported, type Reported } from "../../core/watch/report";
import type { Outcome, Span } from "./outcome";

/** One alarm of the report; without an outcome it does not exist. */
export interface Entry {
  readonly name: string;
  readonly says: string;
  readonly outcome: Outcome | undefined;
}

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** Longest subject of a mail (AWS: SNS, ASCII without line breaks). */
const subjectLimit = 99;

/** The week's report: what went off, for how long, and whose silence is no proof of health. */
export function letterOf(
  environment: string,
  span: Span,
  entries: Readonly<Record<Reported, readonly Entry[]>>,
): Letter {
  const all = reported.flatMap((severity) => entries[severity]);
  const head = `${environment}, ${moment(span.since)} to ${moment(span.until)} (UTC)`;
  const parts = reported.map((severity) => paragraph(severity, entries[severity], span));
  return {
    subject: `${environment}: ${count(all)} last week`.slice(0, subjectLimit),
    text: `${[head, ...parts].join("\n\n")}\n`,
  };
}

function paragraph(severity: Reported, entries: readonly Entry[], span: Span): string {
  const lines = [
    ...entries.filter(wentOff).sort(longestFirst).flatMap(told),
    ...entries.filter((entry) => isSilent(entry, span)).map(({ name }) => `- ${name}: had no data all week`),
    ...entries.filter(({ outcome }) => outcome === undefined).map(({ name }) => `- ${name}: does not exist`),
  ];
  return [`Severity ${severity}: ${count(entries)}`, ...lines].join("\n");
}

const wentOff = ({ outcome }: Entry): boolean => outcome !== undefined && outcome.times > 0;

const isSilent = ({ outcome }: Entry, { since, until }: Span): boolean =>
  outcome?.spent.INSUFFICIENT_DATA === until.getTime() - since.getTime();

const alarmed = ({ outcome }: Entry): number => outcome?.spent.ALARM ?? 0;

const longestFirst = (one: Entry, other: Entry): number => alarmed(other) - alarmed(one);

function count(entries: readonly Entry[]): string {
  const off = entries.filter(wentOff).length;
  return `${off === 0 ? "none" : off} of ${entries.length} ${entries.length === 1 ? "alarm" : "alarms"} went off`;
}

function told(entry: Entry): readonly string[] {
  const { name, says, outcome } = entry;
  if (outcome === undefined) return [];
  const { times, last, state } = outcome;
  const when = last === undefined ? "on since before" : `last on ${moment(last)}`;
  const still = state === "ALARM" ? ", and still is" : "";
  return [
    `- ${name}: ${times === 1 ? "once" : `${times} times`}, ${duration(alarmed(entry))}, ${when}${still}`,
    `  ${says}`,
  ];
}

/** `2026-01-05 07:00`, in UTC. */
const moment = (date: Date): string => date.toISOString().slice(0, 16).replace("T", " ");

const minute = 60_000;
const units = [
  ["d", 24 * 60],
  ["h", 60],
  ["min", 1],
] as const;

/** The two largest units: `1 d 3 h`, `35 min`. */
function duration(milliseconds: number): string {
  let left = Math.round(milliseconds / minute);
  const parts = units.map(([unit, minutes]) => {
    const whole = Math.floor(left / minutes);
    left -= whole * minutes;
    return [whole, unit] as const;
  });
  const first = parts.findIndex(([whole]) => whole > 0);
  if (first === -1) return "less than a minute";
  return parts
    .slice(first, first + 2)
    .filter(([whole]) => whole > 0)
    .map((part) => part.join(" "))
    .join(" ");
}
