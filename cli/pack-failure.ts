import type { Problem } from "../core/problem";
import type { EngineEvent } from "./events";
import { failed, type Failure } from "./failure";

/** Said with each: who has to go back in a hurry is not to look for a way around the packs. */
const unharmed = "a rollback runs without packs, so this does not stop one";

/** Whether an operation ended because a pack could not be started or configured: nothing else has begun by then. */
export const packsMissing = (events: readonly EngineEvent[]): boolean =>
  events.some(({ policyLoadEvent }) => policyLoadEvent !== undefined) &&
  !events.some(({ preludeEvent }) => preludeEvent !== undefined);

/** A rule that threw, as the engine tells of it. */
const thrown = /Error \w+ \w+ with policy '([^']+)' from policy pack '([^'@]+)@[^']*':\s*(?:\w*Error: )?(.+)/;

/** A rule that threw, from what the engine reported; undefined where none did. */
export function ruleFailure(texts: readonly string[]): Failure | undefined {
  const match = texts.map((text) => thrown.exec(text)).find((one) => one !== null);
  if (match == null) return undefined;
  const [, rule = "", pack = "", reason = ""] = match;
  return failed(brokenRule(pack, rule, reason.trim()));
}

/** Whether its pack reports it or the engine does: a rule that failed is no rule that is kept. */
export const brokenRule = (pack: string, rule: string, found: string): Problem => ({
  where: `${pack}/${rule}`,
  wrong: "the rule itself failed, so nothing says that it is kept",
  found,
  allowed: "a rule that judges without an error",
  change: `mend it in policies/${pack}, or set it to "disabled" in policies/${pack}.config.json until it is; ${unharmed}`,
});

/** A pack that did not start, or did not take its configuration, from what Pulumi printed. */
export function packFailure(printed: string): Failure | undefined {
  const started = /policy pack "([^"]+)" failed to start/.exec(printed)?.[1];
  if (started !== undefined) {
    const pack = packOf(started);
    return failed({
      where: `policies/${pack}`,
      wrong: "the policy pack does not start",
      found: /^\s*(\w*Error: .+)$/m.exec(printed)?.[1] ?? "it ended before it could serve",
      allowed: "a pack that starts",
      change: `mend it; ${started} shows what it says. ${sentence(unharmed)}`,
    });
  }
  const [, pack, reason] = /configuring policy pack "([^"]+)"[^:]*: (.+)/.exec(printed) ?? [];
  if (pack === undefined || reason === undefined) return undefined;
  return failed({
    where: `policies/${pack}`,
    wrong: "the policy pack does not take its configuration",
    found: reason === `invalid enforcement level ""` ? "a rule that it does not have" : reason,
    allowed: "the rules and properties that docs/policies.md lists",
    change: `correct policies/${pack}.config.json. ${sentence(unharmed)}`,
  });
}

/** The folder's name, from the path of the folder or of the launcher in it. */
const packOf = (path: string): string =>
  path
    .replace(/\/main\.js$/, "")
    .split("/")
    .at(-1) ?? path;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
