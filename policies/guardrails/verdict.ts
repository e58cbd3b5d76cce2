import type { Requirement } from "./requirement";

export interface Violation {
  readonly found: string;
  readonly required: string;
  readonly change: string;
}

export interface Verdict<Asked extends Requirement> {
  readonly violations: readonly { readonly asked: Asked; readonly violation: Violation }[];
  /** Paths of values that are unknown at preview, so that something is still to be judged. */
  readonly unknown: readonly string[];
}

/** @throws what a rule throws, but for a value that is unknown at preview. */
export function verdictOn<Asked extends Requirement>(requirements: () => readonly Asked[]): Verdict<Asked> {
  const unknown = new Set<string>();
  const known = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      unknown.add(unknownPath(error));
      return undefined;
    }
  };
  const violations = (known(requirements) ?? []).flatMap((asked) => {
    const found = known(asked.found);
    const { required, change } = asked;
    return found === undefined ? [] : [{ asked, violation: { found, required, change } }];
  });
  return { violations, unknown: [...unknown] };
}

/** @pulumi/policy throws this at whoever reads such a value, and does not export it. */
function unknownPath(error: unknown): string {
  if (!(error instanceof Error) || error.constructor.name !== "UnknownValueError") throw error;
  return (error as Error & { readonly props: readonly string[] }).props.join(".");
}
