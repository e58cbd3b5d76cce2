import { show, type Problem } from "../problem";

/** A setting as chosen by tier and override, with whatever is wrong about the override. */
export interface Choice<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

export const notOneOf = (where: string, wrong: string, found: unknown, allowed: readonly unknown[]): Problem => ({
  where,
  wrong,
  found: show(found),
  allowed: allowed.join(", "),
  change: `set ${where} to one of them`,
});

/** `problem` when `condition` holds, nothing otherwise. */
export const when = (condition: boolean, problem: () => Problem): readonly Problem[] => (condition ? [problem()] : []);
