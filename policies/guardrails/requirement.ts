import type { Properties } from "./rule";

/** One thing that a rule asks of a resource. */
export interface Requirement {
  /**
   * What the resource has instead, in words; undefined where it has what is required. It may throw on a value that is
   * unknown at preview: the others are judged all the same.
   */
  readonly found: () => string | undefined;
  readonly required: string;
  /** What to change to get there, as an instruction. */
  readonly change: string;
}

interface Expectation {
  readonly holds: (value: unknown) => boolean;
  readonly required: string;
  readonly change: string;
}

/** A property, by its path, that has to hold. */
export function property(
  { props }: { readonly props: Properties },
  path: string,
  { holds, required, change }: Expectation,
): Requirement {
  return {
    found: () => {
      const value = valueAt(props, path);
      return holds(value) ? undefined : described(path, value);
    },
    required,
    change,
  };
}

/** A switch that has to be on. */
export function on(resource: { readonly props: Properties }, path: string, change = `set ${path}: true`): Requirement {
  return property(resource, path, { holds: (value) => value === true, required: `${path} true`, change });
}

/** A switch that may not be on; absent is off. */
export function off(resource: { readonly props: Properties }, path: string): Requirement {
  const change = `set ${path}: false`;
  return property(resource, path, { holds: (value) => value !== true, required: `${path} false`, change });
}

/** A switch that is on unless it is turned off. */
export function notOff(resource: { readonly props: Properties }, path: string): Requirement {
  const change = `set ${path}: true, or leave it out`;
  return property(resource, path, { holds: (value) => value !== false, required: `${path} true`, change });
}

/** A text that has to be there: a name, an ARN. */
export function present(
  resource: { readonly props: Properties },
  path: string,
  { required, change }: Omit<Expectation, "holds">,
): Requirement {
  return property(resource, path, { holds: isText, required, change });
}

export const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** `name "app"`, `monitoringInterval 0`, `no kmsKeyId`. */
export function described(path: string, value: unknown): string {
  return value === undefined || value === null ? `no ${path}` : `${path} ${JSON.stringify(value)}`;
}

/** What a path such as `rotationRules.automaticallyAfterDays` leads to; undefined where it ends early. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce((at, key) => (at as Properties | null | undefined)?.[key], value);
}

/** A list of objects; nothing where there is none. */
export function objects(value: unknown): readonly Properties[] {
  return list(value) as readonly Properties[];
}

/** One or several, as AWS's documents write them; nothing where there is none. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
