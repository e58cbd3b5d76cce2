import { createHash, randomBytes } from "node:crypto";
import type { Properties } from "../cloud";
import type { PackageSchema } from "../schema/schema";
import { type Problem, validate } from "../schema/validate";
import type { Model } from "./model";
import { json, ruleProblems } from "./rules";
import { isUnknown } from "./values";

export interface CheckCall {
  /** The program's inputs, plain. */
  readonly inputs: Properties;
  /** Those of the last update, plain; absent for a new resource. */
  readonly previous?: Properties | undefined;
  /** The resource's logical name. */
  readonly name: string;
  /** The engine's seed: the same one gives the same name in preview and update. */
  readonly seed?: Uint8Array | undefined;
  /** A name that the engine's own auto-naming settings ask for. */
  readonly proposedName?: string | undefined;
}

export interface Checked {
  readonly inputs: Properties;
  readonly problems: readonly Problem[];
}

/** The engine's list, in the inputs, of the properties that the provider filled in. */
const DEFAULTED = "__defaults";

/** What can be said before anything is called: inputs with the provider's defaults, and every problem found in them. */
export function check(model: Model, schema: PackageSchema, call: CheckCall): Checked {
  const inputs = withName(model, call, withDefaults(model, jsonTexts(model, call.inputs)));
  const declared = validate(schema, model.type, inputs, isUnknown);
  if (declared.length > 0) return { inputs, problems: declared };
  const jsonRules = Object.fromEntries(Object.keys(model.json ?? {}).map((name) => [name, [json]]));
  const problems = [
    ...ruleProblems(inputs, jsonRules),
    ...ruleProblems(inputs, model.rules ?? {}),
    ...(model.check?.(inputs) ?? []),
  ];
  return { inputs, problems };
}

/** Where the SDK takes a document as an object, the provider passes on its text. */
function jsonTexts(model: Model, inputs: Properties): Properties {
  const texts = Object.keys(model.json ?? {})
    .filter((name) => typeof inputs[name] === "object")
    .map((name): [string, unknown] => [name, JSON.stringify(inputs[name])]);
  return { ...inputs, ...Object.fromEntries(texts) };
}

function withDefaults(model: Model, inputs: Properties): Properties {
  const result = structuredClone(inputs);
  const defaulted: string[] = [];
  for (const [path, value] of Object.entries(model.defaults ?? {})) {
    const segments = path.split(".");
    const property = segments.pop() as string;
    if (segments.length === 0 && result[property] === undefined) defaulted.push(property);
    for (const parent of segments.reduce<readonly Properties[]>(children, [result])) parent[property] ??= value;
  }
  return { ...result, [DEFAULTED]: defaulted };
}

/** The objects, known ones, that are under a property, or in a list under it. */
const children = (parents: readonly Properties[], property: string): readonly Properties[] =>
  parents
    .flatMap((parent): unknown[] => [parent[property]].flat())
    .filter((child): child is Properties => typeof child === "object" && child !== null);

/** Names the resource as the provider would: logical name and seven hex digits, kept from update to update. */
function withName(model: Model, call: CheckCall, inputs: Properties): Properties {
  if (!model.autoname) return inputs;
  const { property, maxLength } = model.autoname;
  if (inputs[property] !== undefined || inputs[`${property}Prefix`] !== undefined) return inputs;
  const wasNamed = (call.previous?.[DEFAULTED] as string[] | undefined)?.includes(property);
  const suffix = call.seed?.length
    ? createHash("sha256").update(call.seed).digest("hex")
    : randomBytes(8).toString("hex");
  const fresh = call.proposedName ?? `${call.name.slice(0, maxLength - 8)}-${suffix.slice(0, 7)}`;
  const name = wasNamed ? call.previous?.[property] : fresh;
  return { ...inputs, [property]: name, [DEFAULTED]: [...(inputs[DEFAULTED] as string[]), property] };
}

/** Whether the program, not the provider, chose the value. */
export const isChosen = (inputs: Properties, property: string): boolean =>
  inputs[property] !== undefined && !(inputs[DEFAULTED] as string[] | undefined)?.includes(property);
