import type { Rule } from "../provider/rules";
import { text } from "./ids";

/** Longest pattern of a rule (AWS: EventBridge quotas; more is granted on request). */
const MOST_CHARACTERS = 2048;

/** What may stand in place of a value, each with its own comparison. */
const MATCHERS = [
  ...["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "cidr", "exists"],
];

/** What an event must look like for a rule: fields, and for each of them a list of the values that it may have. */
export const eventPattern: Rule = (value, path) => {
  const given = text(value);
  if (given.length > MOST_CHARACTERS)
    return `${path} has ${given.length} characters; at most ${MOST_CHARACTERS} are allowed`;
  const fault = faultOf(given);
  return fault && `"${path}": Event pattern is not valid. Reason: ${fault}`;
};

function faultOf(pattern: string): string | undefined {
  try {
    return objectFault(JSON.parse(pattern), "Filter");
  } catch (error) {
    return (error as Error).message;
  }
}

function objectFault(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${name} is not an object`;
  const fields = Object.entries(value);
  if (fields.length === 0) return `${name}: Empty objects are not allowed`;
  return first(fields, ([field, wanted]) => {
    if (field === "$or" && Array.isArray(wanted)) return first(wanted, (each) => objectFault(each, field));
    return Array.isArray(wanted) ? listFault(wanted, field) : fieldFault(wanted, field);
  });
}

const fieldFault = (wanted: unknown, field: string): string | undefined =>
  typeof wanted === "object" && wanted !== null
    ? objectFault(wanted, `"${field}"`)
    : `"${field}" must be an object or an array`;

function listFault(wanted: readonly unknown[], field: string): string | undefined {
  if (wanted.length === 0) return `"${field}": Empty arrays are not allowed`;
  return first(wanted, (each) => {
    if (typeof each !== "object" || each === null) return undefined;
    const [matcher = "", ...others] = Object.keys(each);
    return MATCHERS.includes(matcher) && others.length === 0 ? undefined : `Unrecognized match type ${matcher}`;
  });
}

function first<Item>(all: readonly Item[], faultIn: (item: Item) => string | undefined): string | undefined {
  for (const item of all) {
    const fault = faultIn(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
