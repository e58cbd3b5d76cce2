import { show } from "../problem";
import type { Slot } from "../release";
import type { RequestCheck, Scalar } from "./checks";

export interface Answer {
  readonly status: number;
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly seconds: number;
}

/** What came of a request: an answer, or why there is none. */
export type Outcome = Answer | { readonly lost: string };

/** What placeholders in a check stand for. */
export interface Expected {
  readonly release: string;
  readonly slot: Slot;
  readonly environment: string;
}

/** What is wrong with an answer, each in a few words; nothing where it is as it has to be. */
export function faultsOf(check: RequestCheck, outcome: Outcome, expected: Expected): readonly string[] {
  if ("lost" in outcome) return [outcome.lost];
  const { status, headers, body, seconds } = outcome;
  if (status !== check.status) return [`status ${status}, expected ${check.status}`];
  const { contains, withinSeconds } = check;
  return [
    ...(seconds > withinSeconds ? [`answered after ${tenths(seconds)} s, expected within ${withinSeconds} s`] : []),
    ...Object.entries(check.headers).flatMap(([name, value]) =>
      differing(`header ${name}`, headers[name.toLowerCase()], filled(value, expected)),
    ),
    ...(contains === undefined || body.includes(contains) ? [] : [`no ${show(contains)} in the answer`]),
    ...jsonFaults(check.json, body, expected),
  ];
}

function jsonFaults(wanted: RequestCheck["json"], body: string, expected: Expected): readonly string[] {
  const entries = Object.entries(wanted);
  if (entries.length === 0) return [];
  const document = parsed(body);
  if (document === undefined) return ["the answer is not JSON"];
  return entries.flatMap(([path, value]) => differing(path, valueAt(document.value, path), filled(value, expected)));
}

const differing = (where: string, found: unknown, wanted: Scalar): readonly string[] =>
  found === wanted ? [] : [`${where} is ${show(found)}, expected ${show(wanted)}`];

const filled = <T extends Scalar>(value: T, expected: Expected): T | string =>
  typeof value === "string"
    ? value.replace(/\{(release|slot|environment)\}/g, (_, name: keyof Expected) => expected[name])
    : value;

/** What lies at `cart.items.0.id`. Only what a document itself holds counts. */
const valueAt = (document: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => {
    const inside = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    return inside ? (value as Record<string, unknown>)[key] : undefined;
  }, document);

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;
