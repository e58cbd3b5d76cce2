import Table from "cli-table3";
import { defaultFlow, type Flow } from "../core/flow";
import { approvalsText, flowDocument, mermaid, type FlowDocument } from "../core/flow-document";
import { loadFlow } from "../flows/load";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import type { Output } from "./output";
import { flowOf, readStackFile } from "./stack-file";

/** `flow`: what the flow's file says. */
export async function showFlow(context: Context, name: string | undefined, asChart: boolean): Promise<number> {
  const document = flowDocument(flowNamed(context, name));
  context.output.result(document, () => (asChart ? mermaid(document) : told(document, context.output)));
  return exitCodes.done;
}

/** The flow that a command line means: by name, by stack, or the default one. */
export function flowNamed({ checkout, options: { stack } }: Context, name: string | undefined): Flow {
  if (name !== undefined) return loadFlow(name);
  return stack === undefined ? loadFlow(defaultFlow) : flowOf(readStackFile(checkout, stack));
}

function told({ name, description, environments, paths, mirrors }: FlowDocument, output: Output): string {
  const table = new Table({
    head: ["environment", "tier", "stack", "scope", "purpose"].map((title) => output.paint("bold", title)),
    style: { head: [], border: [], compact: true },
  });
  for (const { purpose, host, tier, stack, scope, ...environment } of environments) {
    const shared = host === null ? "" : ` Shares the network and the load balancer of ${host}.`;
    table.push([output.paint("bold", environment.name), tier, stack, `${scope}_*`, `${purpose}${shared}`]);
  }
  const arrow = (from: string, to: string): string => `  ${from} → ${to}`;
  return [
    `${output.paint("bold", name)}: ${description}`,
    table.toString(),
    output.paint("bold", "Promotions"),
    ...paths.map(({ from, to, approvals }) =>
      `${arrow(from, to)}  ${approvals === 0 ? "" : approvalsText(approvals)}`.trimEnd(),
    ),
    ...mirrors.map(({ of, by }) => `\n${by} mirrors ${of}; what differs: npx promenade flow --mirror ${by} ${of}`),
  ].join("\n");
}
