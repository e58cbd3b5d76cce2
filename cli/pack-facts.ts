import { environmentOf, pathsTo, type Flow } from "../core/flow";
import type { Settings } from "../core/settings";
import { tiers, type Tier } from "../core/tiers";

/** What packs are told from, as they know nothing of the program that they judge. */
export interface Facts {
  readonly flow: Flow;
  readonly settings: Pick<Settings, "stack" | "tier" | "allowedRegions" | "retiring">;
  /** A month of the stack, in USD. Only the rule on cost is told, once what there will be is known. */
  readonly cost?: { readonly estimate: number; readonly budget: number };
}

type RuleConfiguration = string | Readonly<Record<string, unknown>>;

/** By rule; a text is the rule's enforcement level. */
export type PackConfiguration = Readonly<Record<string, RuleConfiguration>>;

/** The rule that judges a month's estimate. */
export const costRule = { pack: "guardrails", rule: "cost-within-budget" };

/** By pack; Pulumi refuses what is told a rule that the pack does not have. */
export const told: Readonly<Record<string, (facts: Facts) => PackConfiguration>> = {
  naming: ({ flow, settings: { stack } }) => {
    const environments = Object.keys(tiersIn(flow));
    const guests = Object.entries(flow.environments).flatMap(([name, { host }]) => (host === stack ? [name] : []));
    return {
      ...Object.fromEntries(
        ["environment-name", "vault-path", "physical-name"].map((rule) => [rule, { environments }]),
      ),
      "secret-scope": { environments, guests },
    };
  },
  guardrails: ({ flow, settings, cost }) => ({
    guardrails: { tiers: { ...tiersIn(flow), ...stricter(flow, settings) } },
    "allowed-regions": { allowedRegions: settings.allowedRegions },
    ...evidence(flow, settings),
    ...(settings.retiring && retirement),
    ...(cost && { [costRule.rule]: cost }),
  }),
};

/** Both packs call a pull request's environment `preview`, whatever the flow calls it. */
const tiersIn = ({ environments }: Flow): Readonly<Record<string, Tier>> =>
  Object.fromEntries(
    Object.entries(environments).map(([name, { ephemeral, tier }]) => [ephemeral ? "preview" : name, tier]),
  );

/** A tier that a stack file chooses is told where more is at stake in it: a prod that calls itself dev stays a prod. */
function stricter(flow: Flow, { stack, tier }: Facts["settings"]): Readonly<Record<string, Tier>> {
  const usual = environmentOf(flow, stack)?.tier;
  return usual === undefined || tiers.indexOf(tier) <= tiers.indexOf(usual) ? {} : { [stack]: tier };
}

/** What the flow does not ask of a release, nobody has evidence of. */
function evidence(flow: Flow, { stack }: Facts["settings"]): PackConfiguration {
  const paths = pathsTo(flow, stack);
  return {
    ...(paths.length === 0 && { "release-verified": "disabled" }),
    ...(paths.every(({ approvals }) => approvals === 0) && { "release-approved": "disabled" }),
  };
}

/** An environment gives its protection up before it is destroyed: shown in every run, and let pass. */
const retirement: PackConfiguration = {
  "protected-in-prod": "advisory",
  "rds-deletion-protection": "advisory",
  "elb-deletion-protection": "advisory",
};
