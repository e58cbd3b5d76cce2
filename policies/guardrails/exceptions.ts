/** What a pack's configuration lets pass for a while, and why. */
export interface Exception {
  /** Name of a rule. */
  readonly rule: string;
  /** Name of the resource in Pulumi; `*` stands for any characters. */
  readonly resource: string;
  readonly reason: string;
  /** Last day on which it holds, in UTC: YYYY-MM-DD. */
  readonly expires: string;
}

/** Exceptions as they stand on a day. */
export interface Exceptions {
  readonly active: readonly Exception[];
  readonly expired: readonly Exception[];
  /** What is wrong with the others: found, and required instead. */
  readonly malformed: readonly { readonly found: string; readonly required: string }[];
}

/** One that is malformed excepts nothing. `today` is YYYY-MM-DD. */
export function readExceptions(given: readonly unknown[], rules: ReadonlySet<string>, today: string): Exceptions {
  const read = given.map((exception) => ({ exception, required: flaw(exception, rules) }));
  const sound = read.filter(({ required }) => required === undefined).map(({ exception }) => exception as Exception);
  return {
    active: sound.filter(({ expires }) => expires >= today),
    expired: sound.filter(({ expires }) => expires < today),
    malformed: read.flatMap(({ exception, required }) =>
      required === undefined ? [] : [{ found: `exception ${JSON.stringify(exception)}`, required }],
    ),
  };
}

export function covers({ rule, resource }: Exception, name: { rule: string; resource: string }): boolean {
  const pattern = resource.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return rule === name.rule && new RegExp(`^${pattern.join(".*")}$`).test(name.resource);
}

/** What it lacks; undefined where nothing. */
function flaw(given: unknown, rules: ReadonlySet<string>): string | undefined {
  const { rule, resource, reason, expires } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (!rules.has(rule as string)) return "rule: the name of one of this pack's rules";
  if (!isFilled(resource)) return "resource: a resource's name, or a pattern with *";
  if (!isFilled(reason)) return "reason: why the rule may be broken there";
  if (!isDay(expires)) return "expires: the last day on which it holds, YYYY-MM-DD";
  return undefined;
}

const isFilled = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

/** Days that no calendar has, such as 2025-02-30, are not taken for another one. */
function isDay(value: unknown): boolean {
  const time = Date.parse(String(value));
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, "YYYY-MM-DD".length) === value;
}
