import type { Properties } from "../cloud";
import type { Model } from "./model";
import { contentHash, isUnknown } from "./values";

export interface Change {
  /** `tags.Name`, `actions[0].forward` */
  readonly path: string;
  readonly property: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/** What differs in meaning between two sets of inputs of a model. */
export function compare(model: Model, olds: Properties, news: Properties): readonly Change[] {
  const properties = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return properties
    .filter((property) => !property.startsWith("__"))
    .flatMap((property) => {
      const [before, after] = [olds[property], news[property]];
      const json = model.json?.[property];
      if (json && sameJson(json, before, after)) return [];
      const replaces = replacesOn(model, property);
      return differences(before, after, property).map((change) => ({ ...change, property, replaces }));
    });
}

function replacesOn(model: Model, property: string): boolean {
  const { replaceOn = [] } = model;
  // A resource lives in one region: changing it means another resource.
  if (property === "region") return true;
  return "allBut" in replaceOn ? !replaceOn.allBut.includes(property) : replaceOn.includes(property);
}

function differences(before: unknown, after: unknown, path: string): Pick<Change, "path" | "kind">[] {
  if (isAbsent(before) && isAbsent(after)) return [];
  if (isAbsent(before)) return [{ path, kind: "add" }];
  if (isAbsent(after)) return [{ path, kind: "delete" }];
  if (isUnknown(before) || isUnknown(after)) return [{ path, kind: "update" }];
  const [one, other] = [contentHash(before), contentHash(after)];
  if (one !== undefined && other !== undefined) return one === other ? [] : [{ path, kind: "update" }];
  if (Array.isArray(before) && Array.isArray(after)) {
    if (samePermutation(before, after)) return [];
    const longest = Math.max(before.length, after.length);
    return Array.from({ length: longest }, (_, i) => differences(before[i], after[i], `${path}[${i}]`)).flat();
  }
  if (isMap(before) && isMap(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (name) => !name.startsWith("__"),
    );
    return names.flatMap((name) => differences(before[name], after[name], step(path, name)));
  }
  return before === after ? [] : [{ path, kind: "update" }];
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const step = (path: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}["${name.replace(/"/g, '\\"')}"]`;

/** Lists of plain values are sets to AWS: subnets, groups, ARNs. */
function samePermutation(a: readonly unknown[], b: readonly unknown[]): boolean {
  const plain = (list: readonly unknown[]) => list.every((each) => typeof each === "string" && !isUnknown(each));
  if (a.length !== b.length || !plain(a) || !plain(b)) return false;
  const sorted = [...b].sort();
  return [...a].sort().every((each, index) => each === sorted[index]);
}

/**
 * Whether two JSON texts mean the same, whatever the order of keys. In an IAM policy, lists of texts are sets, and a
 * list of one text is that text; in other documents (a container's command) order counts.
 */
export function sameJson(kind: "policy" | "document", a: unknown, b: unknown): boolean {
  if (typeof a !== "string" || typeof b !== "string" || isUnknown(a) || isUnknown(b)) return a === b;
  if (a === b) return true;
  try {
    return canonical(kind, JSON.parse(a)) === canonical(kind, JSON.parse(b));
  } catch {
    return false;
  }
}

/** One text for all JSON of the same meaning. */
export function canonical(kind: "policy" | "document", value: unknown): string {
  if (Array.isArray(value)) {
    const parts = value.map((each) => canonical(kind, each));
    if (kind === "policy" && value.every((each) => typeof each === "string")) {
      return parts.length === 1 ? (parts[0] ?? "") : `[${parts.sort().join()}]`;
    }
    return `[${parts.join()}]`;
  }
  if (isMap(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(kind, value[name])}`).join()}}`;
  }
  return JSON.stringify(value);
}
