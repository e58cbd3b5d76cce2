import { ephemeralStacks, labelOf, scopeOf, stacksOf, type Flow } from "./flow";
import type { FlowEnvironment, Wave } from "./flow/environment";
import { sizeIn } from "./flow/sizes";
import { sourceText } from "./flow/tell";
import type { Mirror } from "./mirror";
import type { MonitoringLevel } from "./tier-size";
import type { Tier } from "./tiers";

/** One environment in `flow --json`; users' scripts rely on these names. */
export interface EnvironmentDocument {
  readonly name: string;
  readonly tier: Tier;
  readonly purpose: string;
  /** Stack of that environment; for one a pull request, with `<number>` in place of its number, `<region>` likewise. */
  readonly stack: string;
  /** All of its stacks, in the order in which a release comes to them. */
  readonly stacks: readonly string[];
  /** What names of GitHub's secrets and variables start with, before the underscore. */
  readonly scope: string;
  readonly label: string;
  readonly ephemeral: boolean;
  /** Whose network and load balancer it shares. */
  readonly host: string | null;
  readonly sources: readonly SourceDocument[];
  readonly regions: readonly Wave[];
  /** In force unless the stack file says otherwise, as are schedule and ingress. */
  readonly monitoring: MonitoringLevel;
  readonly schedule: NonNullable<FlowEnvironment["schedule"]>;
  readonly ingress: "open" | "allow-list" | "any";
  readonly rollback: FlowEnvironment["rollback"];
  /** Where it departs from its tier, each with the reason. */
  readonly overrides: FlowEnvironment["sizes"];
  readonly access: FlowEnvironment["access"];
}

export type SourceDocument = FlowEnvironment["sources"][number] & {
  /** The source in words. */
  readonly says: string;
};

/** `flow --json`. */
export interface FlowDocument {
  readonly name: string;
  readonly description: string;
  readonly environments: readonly EnvironmentDocument[];
  readonly paths: Flow["paths"];
  readonly roles: Flow["roles"];
  readonly branches: Flow["branches"];
  readonly tags: Flow["tags"];
  readonly hotfix: Flow["hotfix"] | null;
  readonly mirrors: readonly Mirror[];
}

export const flowDocument = (flow: Flow): FlowDocument => ({
  name: flow.name,
  description: flow.description,
  environments: Object.entries(flow.environments).map(([name, environment]) => told(flow, name, environment)),
  paths: flow.paths,
  roles: flow.roles,
  branches: flow.branches,
  tags: flow.tags,
  hotfix: flow.hotfix ?? null,
  mirrors: flow.mirrors,
});

function told(flow: Flow, name: string, environment: FlowEnvironment): EnvironmentDocument {
  const { tier, purpose, ephemeral, host = null, sources, regions = [], rollback, sizes, access } = environment;
  const { monitoring, ingress, schedule } = sizeIn(environment);
  const stack = ephemeral ? ephemeralStacks : regions.length > 0 ? `${name}-<region>` : name;
  return {
    ...{ name, tier, purpose, stack, stacks: stacksOf(name, environment) },
    ...{ scope: scopeOf(stack), label: labelOf(stack), ephemeral, host },
    sources: sources.map((source) => ({ ...source, says: sourceText(flow, name, source) })),
    ...{ regions, monitoring, schedule: environment.schedule ?? schedule, ingress, rollback, overrides: sizes, access },
  };
}
