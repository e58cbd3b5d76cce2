import { z } from "zod";
import { show, type Problem } from "./problem";
import { didYouMean, nearest } from "./suggest";

export type Checked<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Checks `raw` against a schema; every violation becomes a problem located below `where`. */
export function check<T>(schema: z.ZodType<T>, raw: unknown, where: string): Checked<T> {
  const result = schema.safeParse(raw);
  if (result.success) return { value: result.data };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema, raw, where)) };
}

/** One problem for each key that a map does not know. */
export function unknownKeys(keys: readonly string[], known: readonly string[], where: string): Problem[] {
  return keys.map((key) => {
    const meant = nearest(key, known);
    return {
      where: `${where}${key}`,
      wrong: `unknown key${didYouMean(key, known)}`,
      found: key,
      allowed: known.join(", "),
      change: meant === undefined ? `remove ${key}` : `rename it to ${meant}`,
    };
  });
}

function problemsOf(issue: Issue, schema: z.ZodType, raw: unknown, where: string): Problem[] {
  const at = locate(where, issue.path);
  const value = valueAt(raw, issue.path);
  const one = (wrong: string, allowed: string, change: string, found = show(value)): Problem[] => [
    { where: at, wrong, found, allowed, change },
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKeys(issue.keys, keysAt(schema, issue.path, raw), `${at}.`);
    case "invalid_type": {
      const allowed = kinds[issue.expected] ?? `a ${issue.expected}`;
      return value === undefined
        ? one("missing", allowed, `set ${at}`)
        : one("wrong type", allowed, `give ${allowed}`, `${kindOf(value)}, ${show(value)}`);
    }
    case "invalid_value": {
      const options = issue.values.map(String);
      const wrong = `not a known value${typeof value === "string" ? didYouMean(value, options) : ""}`;
      return one(wrong, options.join(", "), `set ${at} to one of them`);
    }
    case "invalid_union": {
      const options = "options" in issue ? (issue.options as readonly unknown[]).map(String) : [];
      return one("not a known kind", options.join(", ") || issue.message, `correct ${at}`);
    }
    case "too_small":
      return one("too small", `at least ${limit(issue.origin, issue.minimum)}`, `raise ${at}`);
    case "too_big":
      return one("too large", `at most ${limit(issue.origin, issue.maximum)}`, `lower ${at}`);
    case "invalid_key":
      return one(
        "not a valid name",
        issue.issues.map(({ message }) => message).join("; "),
        "rename it",
        show(issue.path.at(-1)),
      );
    default:
      return one("not valid", issue.message, `correct ${at}`);
  }
}

const kinds: Readonly<Record<string, string>> = {
  object: "a map",
  record: "a map",
  array: "a list",
  int: "a whole number",
  string: "text",
  boolean: "true or false",
};

const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  const type = Array.isArray(value) ? "array" : typeof value;
  return kinds[type] ?? `a ${type}`;
};

const limit = (origin: string, bound: number | bigint): string =>
  `${bound}${{ string: " characters", array: " entries" }[origin] ?? ""}`;

const locate = (where: string, path: Path): string =>
  path.reduce<string>((at, key) => (typeof key === "number" ? `${at}[${key}]` : `${at}.${String(key)}`), where);

const valueAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], raw);

/** The keys that the schema at `path` knows; a union is entered by what `raw` says it is. */
function keysAt(schema: z.ZodType, path: Path, raw: unknown): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return keysAt(schema.unwrap() as z.ZodType, path, raw);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const fits = (schema.options as readonly z.ZodType[]).find((option) => {
      const tag = (option as z.ZodObject).shape[schema.def.discriminator] as z.ZodType;
      return tag.safeParse(valueAt(raw, [schema.def.discriminator])).success;
    });
    return fits === undefined ? [] : keysAt(fits, path, raw);
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const below = valueAt(raw, [key]);
  if (schema instanceof z.ZodObject) {
    const child = schema.shape[String(key)] as z.ZodType | undefined;
    return child === undefined ? [] : keysAt(child, rest, below);
  }
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType as z.ZodType, rest, below);
  return schema instanceof z.ZodArray ? keysAt(schema.element as z.ZodType, rest, below) : [];
}
