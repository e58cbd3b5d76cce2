import type { Problem } from "../schema/validate";
import { isUnknown } from "./values";

/** Says what is wrong with a known value, or nothing. `path` is where it was found. */
export type Rule = (value: unknown, path: string) => string | undefined;

const shown = (value: unknown): string => (typeof value === "string" ? `"${value}"` : JSON.stringify(value));

export const oneOf =
  (...allowed: readonly (string | number)[]): Rule =>
  (value, path) =>
    allowed.includes(value as string)
      ? undefined
      : `expected ${path} to be one of [${allowed.map(shown).join(", ")}], got ${shown(value)}`;

export const between =
  (least: number, most: number): Rule =>
  (value, path) =>
    typeof value === "number" && value >= least && value <= most
      ? undefined
      : `expected ${path} to be in the range (${least} - ${most}), got ${shown(value)}`;

export const integer: Rule = (value, path) =>
  Number.isInteger(value) ? undefined : `expected ${path} to be a whole number, got ${shown(value)}`;

export const length =
  (least: number, most: number): Rule =>
  (value, path) => {
    const { length: found } = value as string | unknown[];
    const unit = typeof value === "string" ? "characters" : "items";
    return found >= least && found <= most
      ? undefined
      : `expected length of ${path} to be in the range (${least} - ${most}) ${unit}, got ${found}: ${shown(value)}`;
  };

/** `says` completes the sentence «"name" …»: "cannot end with a hyphen". */
export const matches =
  (pattern: RegExp, says: string): Rule =>
  (value, path) =>
    pattern.test(String(value)) ? undefined : `${shown(path)} ${says}: ${shown(value)}`;

export const differs =
  (pattern: RegExp, says: string): Rule =>
  (value, path) =>
    pattern.test(String(value)) ? `${shown(path)} ${says}: ${shown(value)}` : undefined;

export const json: Rule = (value, path) => {
  try {
    JSON.parse(String(value));
    return undefined;
  } catch (error) {
    return `${shown(path)} contains an invalid JSON: ${(error as Error).message}`;
  }
};

export const arn: Rule = matches(/^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}|aws|):.+$/, "is an invalid ARN");

/** Everything found at a dotted path; lists on the way are walked through, absent and unknown values left out. */
export function valuesAt(root: unknown, path: string): readonly { readonly path: string; readonly value: unknown }[] {
  let found: { path: string; value: unknown }[] = [{ path: "", value: root }];
  for (const segment of path.split(".")) {
    found = found.flatMap(({ path: at, value }) =>
      items(value, at).map((each) => ({
        path: each.path ? `${each.path}.${segment}` : segment,
        value: (each.value as Record<string, unknown> | null | undefined)?.[segment],
      })),
    );
  }
  return found.filter(({ value }) => value !== undefined && value !== null && !isUnknown(value));
}

/** A list's items, or the value itself. */
export function items(value: unknown, path: string): readonly { path: string; value: unknown }[] {
  return Array.isArray(value)
    ? value.map((each: unknown, index) => ({ path: `${path}[${index}]`, value: each }))
    : [{ path, value }];
}

/** Problems by the first broken rule of each value. */
export function ruleProblems(inputs: unknown, rules: Readonly<Record<string, readonly Rule[]>>): readonly Problem[] {
  return Object.entries(rules).flatMap(([path, ofPath]) =>
    valuesAt(inputs, path).flatMap(({ path: at, value }) => {
      for (const rule of ofPath) {
        const reason = rule(value, at);
        if (reason) return [{ path: at, reason }];
      }
      return [];
    }),
  );
}

/** A rule for each item of a list. */
export const each =
  (rule: Rule): Rule =>
  (value, path) => {
    for (const item of items(value, path)) {
      const reason = isUnknown(item.value) ? undefined : rule(item.value, item.path);
      if (reason) return reason;
    }
    return undefined;
  };

/** The provider's wording for arguments of which one, and only one, is to be given. */
export function exactlyOne(inputs: Readonly<Record<string, unknown>>, names: readonly string[]): readonly Problem[] {
  const given = names.filter((name) => inputs[name] !== undefined);
  if (given.length === 1) return [];
  const found = given.length === 0 ? "none was" : `${given.join(", ")} were`;
  return [
    {
      path: given[1] ?? names[0] ?? "",
      reason: `one (and only one) of \`${names.join(",")}\` must be specified, but ${found}`,
    },
  ];
}
