import { show, type Problem } from "../../problem";
import { didYouMean } from "../../suggest";

/** A name that stands for nothing of its kind. */
export const unknownName = (where: string, kind: string, name: string, known: readonly string[]): Problem => ({
  where,
  wrong: `no such ${kind} in the flow${didYouMean(name, known)}`,
  found: show(name),
  allowed: known.join(", ") || `none: the flow has no ${kind}`,
  change: "name one of them, or add it to the flow file",
});
