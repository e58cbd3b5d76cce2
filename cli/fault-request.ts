import { parseDuration } from "../core/duration";
import { InvalidInput, show, type Problem } from "../core/problem";
import { slots } from "../core/release";
import { didYouMean } from "../core/suggest";
import type { FaultRequest } from "./ports/faults";

/** What a command line says beside the kind of fault, as it was typed. */
export type FaultOptions = Readonly<Partial<Record<OptionName, string>>>;
type OptionName = "stack" | "slot" | "service" | "action" | "rate" | "latency" | "for";

interface Kind {
  readonly needs: readonly OptionName[];
  readonly takes: readonly OptionName[];
}

/** Every kind of fault, and what has to be or may be said of it; and what is done with those that there are. */
const faultKinds: Readonly<Record<string, Kind>> = {
  slow: { needs: ["stack", "slot"], takes: ["service", "rate", "latency", "for"] },
  errors: { needs: ["stack", "slot"], takes: ["service", "rate", "for"] },
  dead: { needs: ["stack", "slot"], takes: ["service", "for"] },
  throttle: { needs: ["service"], takes: ["rate", "for"] },
  fail: { needs: ["service", "action"], takes: ["for"] },
  metrics: { needs: ["stack"], takes: ["for"] },
  alarms: { needs: ["stack"], takes: ["for"] },
  locked: { needs: ["stack"], takes: ["for"] },
  list: { needs: [], takes: [] },
  clear: { needs: [], takes: ["stack"] },
};

interface Value {
  /** In the request, under the name that the local cloud gives it; undefined for what is none. */
  read(text: string): Partial<FaultRequest> | undefined;
  readonly allowed: string;
  readonly example: string;
}

const matching = (name: "stack" | "service" | "action", pattern: RegExp) => (text: string) =>
  pattern.test(text) ? { [name]: text } : undefined;

const words = /^[a-z][a-z0-9-]{0,39}$/;

const values: Readonly<Record<OptionName, Value>> = {
  stack: { read: matching("stack", words), allowed: "a stack's name", example: "dev" },
  slot: {
    read: (text) => (slots.some((slot) => slot === text) ? { slot: text } : undefined),
    allowed: slots.join(", "),
    example: "green",
  },
  service: { read: matching("service", words), allowed: "a service's name", example: "app" },
  action: {
    read: matching("action", /^[A-Z][A-Za-z]*$/),
    allowed: "an action of its API",
    example: "DescribeServices",
  },
  rate: { read: rate, allowed: "more than 0 % and up to 100 %", example: "5%" },
  latency: { read: latency, allowed: "a time up to 50s", example: "3s" },
  for: { read: duration, allowed: "a time up to 24h", example: "30s" },
};

function rate(text: string): Partial<FaultRequest> | undefined {
  const percent = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(text)?.[1]);
  return percent > 0 && percent <= 100 ? { percent } : undefined;
}

function latency(text: string): Partial<FaultRequest> | undefined {
  const milliseconds = Math.round((parseDuration(text) ?? 0) * 1000);
  return milliseconds > 0 && milliseconds <= 50_000 ? { milliseconds } : undefined;
}

function duration(text: string): Partial<FaultRequest> | undefined {
  const seconds = parseDuration(text) ?? 0;
  return seconds > 0 && seconds <= 86_400 ? { seconds } : undefined;
}

/** Reads a command line's words. Of `list` and `clear` a request says no more than that. @throws InvalidInput with every problem at once. */
export function faultRequest(kind: string, options: FaultOptions): FaultRequest {
  const declared = Object.hasOwn(faultKinds, kind) ? faultKinds[kind] : undefined;
  if (declared === undefined) throw new InvalidInput([noSuchKind(kind)]);
  const { needs, takes } = declared;
  const given = Object.entries(options) as [OptionName, string][];
  const strange = given.filter(([name]) => !needs.includes(name) && !takes.includes(name));
  const missing = needs.filter((name) => options[name] === undefined);
  const known = given.filter(([name]) => !strange.some(([other]) => other === name));
  const read = known.map(([name, text]) => ({ name, text, part: values[name].read(text) }));
  const problems = [
    ...missing.map((name) => isMissing(kind, name)),
    ...strange.map(([name, text]) => isStrange(kind, declared, name, text)),
    ...read.flatMap(({ name, text, part }) => (part === undefined ? [isMalformed(name, text)] : [])),
  ];
  if (problems.length > 0) throw new InvalidInput(problems);
  return Object.assign({ kind }, ...read.map(({ part }) => part)) as FaultRequest;
}

/** A refusal of the local cloud, told of the option that it is about. */
export function refusedOption(problem: Problem): Problem {
  const option = { percent: "rate", milliseconds: "latency", seconds: "for" }[problem.where] ?? problem.where;
  return { ...problem, where: Object.hasOwn(values, option) ? `--${option}` : problem.where };
}

export const noSuchKind = (kind: string | undefined): Problem => {
  const known = Object.keys(faultKinds);
  return {
    where: "sandbox fault",
    wrong: kind === undefined ? "missing what is to go wrong" : `no such fault${didYouMean(kind, known)}`,
    found: show(kind),
    allowed: known.join(", "),
    change: "npx promenade sandbox fault --help",
  };
};

const isMissing = (kind: string, name: OptionName): Problem => ({
  where: `--${name}`,
  wrong: `missing: a fault of kind ${kind} has one`,
  found: "nothing",
  allowed: values[name].allowed,
  change: `add --${name} ${values[name].example}`,
});

const isStrange = (kind: string, { needs, takes }: Kind, name: OptionName, text: string): Problem => ({
  where: `--${name}`,
  wrong: `nothing that ${kind} takes`,
  found: text,
  allowed: [...needs, ...takes].map((one) => `--${one}`).join(", ") || "no option",
  change: "leave it out",
});

const isMalformed = (name: OptionName, text: string): Problem => ({
  where: `--${name}`,
  wrong: "not a known value",
  found: show(text),
  allowed: values[name].allowed,
  change: `write it such as --${name} ${values[name].example}`,
});
