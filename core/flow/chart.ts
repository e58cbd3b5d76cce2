import type { Flow } from "../flow";
import type { FlowEnvironment } from "./environment";
import type { Entry } from "./gate";
import { approvalsText, originText } from "./tell";

/** The flow as a Mermaid chart: what comes from a branch, a tag or a pull request, and how it is promoted. */
export function mermaid(flow: Flow): string {
  const environments = Object.entries(flow.environments);
  const arrivals = environments.flatMap(([name, { sources }]) =>
    sources
      .filter(({ environment }) => environment === undefined)
      .map((source) => ({ from: originText(flow, source), to: name, source })),
  );
  const origins = [...new Set(arrivals.map(({ from }) => from))];
  return [
    "flowchart LR",
    ...origins.map((origin) => `  ${id(origin)}{{"${origin}"}}`),
    ...environments.map(([name, environment]) => `  ${node(name, environment)}`),
    ...arrivals.map(({ from, to, source }) => edge(from, to, source, source.automatic)),
    ...flow.paths.map((path) => edge(path.from, path.to, path, true)),
    ...environments.flatMap(([name, { host }]) =>
      host === undefined ? [] : [`  ${id(name)} -. "network and load balancer" .- ${id(host)}`],
    ),
  ].join("\n");
}

/** Mermaid takes no other signs in what it calls a node. */
const id = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, "");

function node(name: string, { tier, ephemeral, regions = [] }: FlowEnvironment): string {
  const [open, close] = ephemeral ? ["([", "])"] : ["[", "]"];
  const waves = regions.map((wave) => `${wave.name}: ${wave.regions.join(", ")}`);
  return `${id(name)}${open}"${[name, ...(tier === name ? [] : [tier]), ...waves].join("<br>")}"${close}`;
}

/** What happens by hand is dotted. */
function edge(from: string, to: string, { approvals, criticalApprovals = approvals }: Entry, solid: boolean): string {
  const critical = criticalApprovals > approvals ? ` (${criticalApprovals} if critical)` : "";
  const label = criticalApprovals === 0 ? "" : `${approvalsText(approvals)}${critical}`;
  const hand = solid ? "" : "by hand";
  const text = [hand, label].filter((part) => part !== "").join(", ");
  const [start, end] = solid ? ["--", "-->"] : ["-.", ".->"];
  return text === "" ? `  ${id(from)} --> ${id(to)}` : `  ${id(from)} ${start} "${text}" ${end} ${id(to)}`;
}
