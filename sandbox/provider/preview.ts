import type { Properties } from "../cloud";
import type { ResourceSchema } from "../schema/schema";
import { compare } from "./compare";
import type { Model } from "./model";
import { holdsUnknown, UNKNOWN } from "./values";

/** Where a call comes from: the settings of the engine's provider instance that makes it. */
export interface Caller {
  readonly region: string;
  readonly defaultTags: Properties;
}

/** The outputs that a creation is going to have; what only the cloud can know is unknown. */
export function previewCreate(schema: ResourceSchema, inputs: Properties, caller: Caller): Properties {
  const open = Object.keys(schema.outputs).filter(
    (name) => inputs[name] === undefined && (!(name in schema.properties) || !schema.outputs[name]?.optional),
  );
  const unknown = Object.fromEntries(open.map((name) => [name, UNKNOWN]));
  return { ...unknown, ...outputsOf(inputs), ...common(schema, inputs, caller) };
}

/** The outputs that an update is going to have. */
export function previewUpdate(
  schema: ResourceSchema,
  model: Model,
  olds: { readonly inputs: Properties; readonly outputs: Properties },
  news: Properties,
  caller: Caller,
): Properties {
  const changed = [...new Set(compare(model, olds.inputs, news).map(({ property }) => property))];
  const removed = changed.filter((name) => news[name] === undefined);
  const volatile = changed.length > 0 ? (model.volatile ?? []) : [];
  return {
    ...without(olds.outputs, removed),
    ...Object.fromEntries(volatile.map((name) => [name, UNKNOWN])),
    ...Object.fromEntries(changed.filter((name) => !removed.includes(name)).map((name) => [name, news[name]])),
    ...common(schema, news, caller),
  };
}

/** What every AWS type shares: its region, and its tags with the provider's default ones. */
export function common(schema: ResourceSchema, inputs: Properties, caller: Caller): Properties {
  const tags = { ...caller.defaultTags, ...(inputs["tags"] as Properties | undefined) };
  return {
    ...("region" in schema.outputs && { region: inputs["region"] ?? caller.region }),
    ...("tagsAll" in schema.outputs && { tagsAll: holdsUnknown(inputs["tags"]) ? UNKNOWN : tags }),
  };
}

/** Inputs as outputs: without the engine's own bookkeeping. */
export const outputsOf = (inputs: Properties): Properties =>
  without(
    inputs,
    Object.keys(inputs).filter((name) => name.startsWith("__")),
  );

export const without = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/** Names of secret properties: those the program marked, those that always are, and what repeats them. */
export const secretsOf = (model: Model, marked: readonly string[]): readonly string[] => [
  ...new Set([...marked, ...(model.sensitive ?? []), ...(marked.includes("tags") ? ["tagsAll"] : [])]),
];
