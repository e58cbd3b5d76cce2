import { isPullRequest, scopeOf } from "../../flow";
import type { Problem } from "../../problem";
import type { Draft } from "../draft";

/** Environments whose secrets, stacks or resources could be taken for another one's. */
export function nameProblems({ environments: { names } }: Draft): readonly Problem[] {
  return names.flatMap((name) => [...collisions(name, names), ...(isPullRequest(name) ? [likeAGuest(name)] : [])]);
}

/** `PROD_EU_URL` is prod's `EU_URL` as well as prod-eu's `URL`. */
const collisions = (name: string, names: readonly string[]): readonly Problem[] =>
  names
    .filter((other) => scopeOf(name).startsWith(`${scopeOf(other)}_`))
    .map((other) => ({
      where: `environments.${name}`,
      wrong: `its names could be taken for ${other}'s`,
      found: `scopes ${scopeOf(name)}_* and ${scopeOf(other)}_*`,
      allowed: "names of which none is another one with a hyphen behind it",
      change: "rename one of them; for regions of one environment, list them under its regions",
    }));

const likeAGuest = (name: string): Problem => ({
  where: `environments.${name}`,
  wrong: "the name of a pull request's stack",
  found: name,
  allowed: "any name but pr- with a number",
  change: "rename it",
});
