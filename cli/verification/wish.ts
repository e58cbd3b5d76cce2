import { InvalidInput, show, type Problem } from "../../core/problem";
import { slots, type Slot } from "../../core/release";
import type { Checks } from "../../core/verification/checks";

/** What an operator wants checked. */
export interface Wish {
  /** Undefined leaves the choice to what runs. */
  readonly slot: Slot | undefined;
  readonly load: boolean;
  readonly chaos: boolean;
}

/** Reads the options of `verify`. @throws InvalidInput for no slot, and for what the stack file does not plan. */
export function wishFrom(given: Readonly<Record<string, unknown>>, checks: Checks): Wish {
  const slot = slots.find((one) => one === given.slot);
  const asked = (["load", "chaos"] as const).filter((kind) => given[kind] === true);
  const problems: readonly Problem[] = [
    ...(given.slot === undefined || slot !== undefined ? [] : [noSlot(given.slot)]),
    ...asked.filter((kind) => checks[kind] === undefined).map(notPlanned),
  ];
  if (problems.length > 0) throw new InvalidInput(problems);
  return { slot, load: asked.includes("load"), chaos: asked.includes("chaos") };
}

const noSlot = (found: unknown): Problem => ({
  where: "--slot",
  wrong: "no such slot",
  found: show(found),
  allowed: slots.join(", "),
  change: "name one of them, or none",
});

const notPlanned = (kind: "load" | "chaos"): Problem => ({
  where: `--${kind}`,
  wrong: `the stack file plans no ${kind}`,
  found: `nothing under promenade:checks.${kind}`,
  allowed: "what the stack file says, and nothing where customers are",
  change: `set promenade:checks.${kind}, as docs/verification.md says, or leave --${kind} out`,
});
