import type { CommandDefinition } from "../command";
import type { LandingOptions } from "../landing-view";
import { operations } from "../operations";

interface Views {
  readonly mermaid: boolean;
  readonly mirror: readonly string[];
  readonly promotion: readonly string[];
}

export const flow: CommandDefinition = {
  name: "flow",
  summary: "show a flow: its environments and how releases walk through them",
  options: [
    { flags: "--flow <name>", description: "a file of flows/; default: the flow of --stack, or three-tier" },
    { flags: "--mermaid", description: "as a Mermaid chart" },
    { flags: "--mirror <stacks...>", description: "compare two environments of which one has to mirror the other" },
    { flags: "--for-ref <reference>", description: "where a branch, a tag or a pull request leads: refs/heads/main" },
    { flags: "--commit <hash>", description: "with --for-ref: its commit, by which what is built is called" },
    { flags: "--into <branch>", description: "with --for-ref refs/pull/N/merge: what it is to be merged into" },
    { flags: "--to <environment>", description: "with --for-ref: deployed there by hand" },
    { flags: "--promotion <environments...>", description: "the jobs of a promotion, from one to the other" },
    { flags: "--critical", description: "with --promotion: of a critical change" },
    { flags: "--step-outputs", description: "with --for-ref or --promotion: also as outputs of a workflow's step" },
  ],
  examples: [
    "flow",
    "flow --flow pull-request-previews --mermaid",
    "flow --mirror stage prod",
    "flow --for-ref refs/heads/main --commit 9f8d0b1 --json",
    "flow --promotion stage prod --json",
  ],
  async run(context, options) {
    const { flow: name, mermaid, mirror, forRef, promotion } = options as Partial<LandingOptions & Views>;
    if (promotion !== undefined) return operations.promotionSteps().showPromotionSteps(context, promotion, options);
    if (forRef !== undefined) return operations.landingView().showLandings(context, { ...options, forRef });
    return mirror === undefined
      ? operations.flowView().showFlow(context, name, mermaid === true)
      : operations.mirrorCheck().checkMirror(context, name, mirror);
  },
};
