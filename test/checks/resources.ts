/** A resource of a stack, as registered or as a state holds it. */
export interface StackResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type Stack = readonly StackResource[];

export const ofType = (stack: Stack, type: string): Stack => stack.filter((resource) => resource.type === type);

/** The resource of a type whose output has that value. */
export function by(stack: Stack, type: string, output: string, value: unknown): StackResource | undefined {
  return ofType(stack, type).find(({ outputs }) => value !== undefined && outputs[output] === value);
}

/** An input as a list; nothing where it is absent. */
export function list(resource: StackResource | undefined, input: string): readonly string[] {
  const value = resource?.inputs[input];
  return Array.isArray(value) ? (value as string[]) : [];
}
