import type { ResourceValidationArgs } from "@pulumi/policy";

export interface Violation {
  /** What the resource has: `name "app"`. */
  readonly found: string;
  /** What it must have instead. */
  readonly required: string;
  /** What to change to get there, as an instruction. */
  readonly change: string;
}

/** One line, the same for every rule: resource, what was found, what is required, what to change. */
export function message({ name, type }: Pick<ResourceValidationArgs, "name" | "type">, violation: Violation): string {
  return `${name} (${type}): found ${violation.found}; required: ${violation.required}; ${violation.change}`;
}

/**
 * Judges every item, also when judging one throws, then throws the first error: a value that is unknown at preview
 * must not hide a violation beside it. The framework turns such an error into a note that the rule could not judge
 * the resource; `up` judges it again, with the value.
 */
export function judgeEach<Item>(items: Iterable<Item>, judge: (item: Item) => void): void {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      judge(item);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
