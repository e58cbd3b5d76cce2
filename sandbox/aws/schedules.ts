import type { Rule } from "../provider/rules";
import { text } from "./ids";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Texts that stand for numbers, the first one for `least`. */
  readonly names?: readonly string[];
  /** What only days know: the last one, the nearest workday, the nth of the month. */
  readonly special?: RegExp;
}

const FIELDS: readonly Field[] = [
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31, special: /^(L|LW|\d{1,2}W)$/ },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of week", least: 1, most: 7, names: DAYS, special: /^(L|[1-7]L|[1-7]#[1-5])$/ },
  { name: "year", least: 1970, most: 2199 },
];

/** `at(…)`, `rate(…)` or `cron(…)`, as EventBridge Scheduler and Application Auto Scaling read them. */
export const schedule: Rule = (value, path) => {
  const fault = faultOf(text(value));
  return fault && `"${path}": Invalid Schedule Expression ${text(value)}: ${fault}`;
};

function faultOf(expression: string): string | undefined {
  const [, kind = "", body = ""] = /^(at|rate|cron)\((.+)\)$/.exec(expression) ?? [];
  if (kind === "at") return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(body) ? undefined : "at(yyyy-mm-ddThh:mm:ss)";
  if (kind === "rate") return rateFault(body);
  return kind === "cron" ? cronFault(body.split(" ")) : "it must be at(…), rate(…) or cron(…)";
}

function rateFault(body: string): string | undefined {
  const [, count = "0", unit = "", plural = ""] = /^(\d+) (minute|hour|day)(s?)$/.exec(body) ?? [];
  if (unit === "" || Number(count) < 1) return "rate(value unit) takes minutes, hours or days";
  return (Number(count) === 1) === (plural === "") ? undefined : "the unit must agree with its number";
}

function cronFault(fields: readonly string[]): string | undefined {
  if (fields.length !== FIELDS.length) return `it has ${fields.length} fields, not ${FIELDS.length}`;
  const [days, weekdays] = [fields[2] ?? "", fields[4] ?? ""];
  if ((days === "?") === (weekdays === "?")) return "one of day of month and day of week must be ?, and only one";
  const wrong = FIELDS.find((field, index) => !fits(field, fields[index] ?? ""));
  return wrong && `${wrong.name} cannot be ${fields[FIELDS.indexOf(wrong)] ?? ""}`;
}

function fits(field: Field, given: string): boolean {
  if (given === "*" || (given === "?" && field.special !== undefined)) return true;
  return given.split(",").every((part) => {
    if (field.special?.test(part)) return true;
    const [range = "", step = "1"] = part.split("/");
    const bounds = range === "*" ? [field.least] : range.split("-").map((bound) => numberOf(field, bound));
    return /^\d+$/.test(step) && bounds.length <= 2 && bounds.every((n) => n >= field.least && n <= field.most);
  });
}

/** Not a number where it is neither a number nor a name of the field's. */
function numberOf({ least, names = [] }: Field, given: string): number {
  const index = names.indexOf(given.toUpperCase());
  return index === -1 ? (/^\d+$/.test(given) ? Number(given) : NaN) : least + index;
}

/** An IANA name. */
export const timeZone: Rule = (value) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text(value) });
    return undefined;
  } catch {
    return `${text(value)} is not a time zone like Europe/Berlin`;
  }
};
