import { closest, distance } from "fastest-levenshtein";
import type { ObjectSchema, PackageSchema, PropertyType } from "./schema";

/** One thing wrong with a resource's inputs: where (`healthCheck.interval`, `actions[0].type`) and why. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

/**
 * What the declarations find wrong with `inputs`: missing, unknown and wrongly typed properties, at every depth.
 * `isUnknown` tells values that are not known yet and may therefore become anything.
 */
export function validate(
  schema: PackageSchema,
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  isUnknown: (value: unknown) => boolean,
): readonly Problem[] {
  const resource = schema.resources[type];
  if (!resource) throw new Error(`No schema was read for ${type}`);
  return objectProblems(resource, inputs, "");

  function objectProblems(object: ObjectSchema, value: Readonly<Record<string, unknown>>, path: string): Problem[] {
    const at = (name: string) => (path ? `${path}.${name}` : name);
    const missing = Object.entries(object.properties)
      .filter(([name, { required }]) => required && (value[name] === undefined || value[name] === null))
      .map(([name]) => ({
        path: at(name),
        reason: `Missing required argument. The argument "${name}" is required, but no definition was found.`,
      }));
    const present = Object.entries(value).flatMap(([name, each]) => {
      if (name.startsWith("__")) return []; // the engine's own bookkeeping
      const property = object.properties[name];
      if (!property) return [{ path: at(name), reason: unknownReason(name, Object.keys(object.properties)) }];
      return each === undefined || each === null ? [] : valueProblems(property.type, each, at(name));
    });
    return [...missing, ...present];
  }

  function valueProblems(expected: PropertyType, value: unknown, path: string): readonly Problem[] {
    if (expected === "any" || isUnknown(value)) return [];
    if (typeof expected === "string") return typeof value === expected ? [] : [mismatch(expected, value, path)];
    if ("array" in expected) {
      if (!Array.isArray(value)) return [mismatch("list", value, path)];
      return value.flatMap((each, index) => valueProblems(expected.array, each, `${path}[${index}]`));
    }
    if ("oneOf" in expected) {
      const attempts = expected.oneOf.map((each) => valueProblems(each, value, path));
      return attempts.some((problems) => problems.length === 0) ? [] : (attempts.at(-1) ?? []);
    }
    if (!isObject(value)) return [mismatch("object", value, path)];
    if ("map" in expected) {
      return Object.entries(value).flatMap(([name, each]) => valueProblems(expected.map, each, `${path}.${name}`));
    }
    return objectProblems(schema.objects[expected.object] ?? { properties: {} }, value, path);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function mismatch(expected: string, value: unknown, path: string): Problem {
  const found = Array.isArray(value) ? "list" : typeof value;
  return { path, reason: `Inappropriate value for argument "${path}": expected type ${expected}, found ${found}.` };
}

function unknownReason(name: string, known: readonly string[]): string {
  const nearest = known.length > 0 ? closest(name, [...known]) : undefined;
  const hint = nearest && distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 4);
  return `Unsupported argument. An argument named "${name}" is not expected here.${hint ? ` Did you mean "${nearest}"?` : ""}`;
}
