import { ephemeralStacks, labelOf, scopeOf, type Flow } from "./flow";
import type { Mirror } from "./mirror";
import type { Tier } from "./tiers";

/** One environment in `flow --json`; users' scripts rely on these names. */
export interface EnvironmentDocument {
  readonly name: string;
  readonly tier: Tier;
  readonly purpose: string;
  /** Stack of that environment; for one a pull request, with `<number>` in place of its number. */
  readonly stack: string;
  /** What names of GitHub's secrets and variables start with, before the underscore. */
  readonly scope: string;
  readonly label: string;
  readonly ephemeral: boolean;
  /** Whose network and load balancer it shares. */
  readonly host: string | null;
}

/** `flow --json`. */
export interface FlowDocument {
  readonly name: string;
  readonly description: string;
  readonly environments: readonly EnvironmentDocument[];
  readonly paths: Flow["paths"];
  readonly mirrors: readonly Mirror[];
}

export const flowDocument = ({ name, description, environments, paths, mirrors }: Flow): FlowDocument => ({
  name,
  description,
  environments: Object.entries(environments).map(([environment, { tier, purpose, ephemeral, host = null }]) => {
    const stack = ephemeral ? ephemeralStacks : environment;
    return { name: environment, tier, purpose, stack, scope: scopeOf(stack), label: labelOf(stack), ephemeral, host };
  }),
  paths,
  mirrors,
});

/** The flow as a Mermaid chart. */
export function mermaid({ environments, paths }: FlowDocument): string {
  const id = (name: string): string => name.replaceAll("-", "_");
  const shapes = { true: ["([", "])"], false: ["[", "]"] } as const;
  const nodes = environments.map(({ name, tier, ephemeral }) => {
    const [open, close] = shapes[`${ephemeral}`];
    return `  ${id(name)}${open}"${name}${tier === name ? "" : `<br>${tier}`}"${close}`;
  });
  const edges = paths.map(({ from, to, approvals }) =>
    approvals === 0 ? `  ${id(from)} --> ${id(to)}` : `  ${id(from)} -- "${approvalsText(approvals)}" --> ${id(to)}`,
  );
  const guests = environments.flatMap(({ name, host }) =>
    host === null ? [] : [`  ${id(name)} -. "network and load balancer" .- ${id(host)}`],
  );
  return ["flowchart LR", ...nodes, ...edges, ...guests].join("\n");
}

export const approvalsText = (approvals: number): string => `${approvals} approval${approvals === 1 ? "" : "s"}`;
