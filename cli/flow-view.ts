import Table from "cli-table3";
import { defaultFlow, type Flow } from "../core/flow";
import { flowDocument, type EnvironmentDocument, type FlowDocument } from "../core/flow-document";
import { mermaid } from "../core/flow/chart";
import { entryTexts, overrideText, scheduleText } from "../core/flow/tell";
import { loadFlow } from "../flows/load";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import type { Output } from "./output";
import { flowOf, readStackFile } from "./stack-file";
import { unenforcedIn, type Unenforced } from "./unenforced";

/** `flow`: what the flow's file says, and what of it GitHub does not enforce. */
export async function showFlow(context: Context, name: string | undefined, asChart: boolean): Promise<number> {
  const flow = flowNamed(context, name);
  const document = { ...flowDocument(flow), unenforced: unenforcedIn(context.checkout, flow) };
  context.output.result(document, () => (asChart ? mermaid(flow) : told(document, context.output)));
  return exitCodes.done;
}

/** The flow that a command line means: by name, by stack, or the default one. */
export function flowNamed({ checkout, options: { stack } }: Context, name: string | undefined): Flow {
  if (name !== undefined) return loadFlow(name);
  return stack === undefined ? loadFlow(defaultFlow) : flowOf(readStackFile(checkout, stack));
}

type Told = FlowDocument & { readonly unenforced: readonly Unenforced[] };

function told(document: Told, output: Output): string {
  const { name, description, environments, paths, hotfix, mirrors, unenforced } = document;
  const heading = (text: string): string => output.paint("bold", text);
  return [
    `${heading(name)}: ${description}`,
    overview(environments, output),
    ...environments.flatMap((environment) => [heading(environment.name), ...details(environment).map(indented)]),
    heading("Promotions"),
    ...paths.flatMap((path) => [
      `  ${path.from} → ${path.to}`,
      ...entryTexts(path).map((text) => indented(indented(text))),
    ]),
    ...(hotfix === null || hotfix === undefined
      ? []
      : [heading("Hotfix"), `  ${[hotfix.branch, ...hotfix.path].join(" → ")}`]),
    ...rolesOf(document, heading("Roles")),
    ...(unenforced.length > 0 ? [heading("Not enforced by GitHub")] : []),
    ...unenforced.map(({ stack, says }) => `  ${stack}: ${says}`),
    ...mirrors.map(({ of, by }) => `\n${by} mirrors ${of}; what differs: npx promenade flow --mirror ${by} ${of}`),
  ].join("\n");
}

function overview(environments: readonly EnvironmentDocument[], output: Output): string {
  const table = new Table({
    head: ["environment", "tier", "stack", "scope", "purpose"].map((title) => output.paint("bold", title)),
    style: { head: [], border: [], compact: true },
  });
  for (const { purpose, host, tier, stack, scope, name } of environments) {
    const shared = host === null ? "" : ` Shares the network and the load balancer of ${host}.`;
    table.push([output.paint("bold", name), tier, stack, `${scope}_*`, `${purpose}${shared}`]);
  }
  return table.toString();
}

const indented = (text: string): string => `  ${text}`;

/** What is said of one environment, a line each. */
const details = (environment: EnvironmentDocument): readonly string[] => [
  ...environment.sources.map(({ says }) => `takes ${says}`),
  ...environment.regions.map(
    ({ name, regions, approvals, bakeMinutes }) =>
      `wave ${name}: ${regions.join(", ")}` +
      (approvals === undefined ? "" : `, ${approvals} approvals`) +
      (bakeMinutes > 0 ? `, healthy for ${bakeMinutes} minutes before the next` : ""),
  ),
  `monitoring ${environment.monitoring}; requests move ${scheduleText(environment.schedule)}; ingress ${environment.ingress}`,
  `back by ${environment.rollback.join(", or ")}`,
  ...environment.overrides.map((override) => `${overrideText(override)}: ${override.reason}`),
];

/** Who may do what, and where. */
function rolesOf({ roles, environments, paths }: FlowDocument, heading: string): readonly string[] {
  const names = Object.keys(roles);
  if (names.length === 0) return [];
  const rights = ["deploy", "database", "shell"] as const;
  return [
    heading,
    ...names.map((name) => {
      const approves = environments.filter(
        (one) =>
          paths.some(({ to, reviewers }) => to === one.name && reviewers.includes(name)) ||
          one.sources.some(({ reviewers }) => reviewers.includes(name)),
      );
      const may = [
        ["approve", approves.map((one) => one.name)] as const,
        ...rights.map(
          (right) =>
            [right, environments.filter((one) => one.access[right].includes(name)).map((one) => one.name)] as const,
        ),
      ].filter(([, where]) => where.length > 0);
      const teams = roles[name]?.teams.join(", ") ?? "";
      return `  ${name} (teams ${teams || "none"})  ${may.map(([right, where]) => `${right}: ${where.join(", ")}`).join("; ")}`;
    }),
  ];
}
