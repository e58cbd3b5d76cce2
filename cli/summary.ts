import type { Output } from "./output";
import type { ChangedResource, ResourceChanges } from "./events";
import type { Finding } from "./finding";
import { policyLines } from "./policy-summary";

/** What `up --json` and `preview --json` print. */
export interface UpReport {
  readonly stack: string;
  readonly cloud: string;
  readonly result: "updated" | "previewed";
  readonly url: string | null;
  /** The name that `url` stands for, where that is but a port of this machine, as in the local cloud. */
  readonly domain: string | null;
  /** The release that gets requests. */
  readonly release: string | null;
  readonly resources: ResourceChanges;
  /** Those that are counted there, but for the unchanged. */
  readonly changes: readonly ChangedResource[];
  /** Worst first. */
  readonly policies: readonly Finding[];
  /** A month of what there is, or would be, in USD; `before`, of what was deployed until then, null where nothing was. */
  readonly cost: { readonly monthly: number | null; readonly before: number | null; readonly budget: number };
  readonly durationSeconds: number;
}

/** The block that ends `up` and `preview`: what is there now, and what to try next. */
export function summary(report: UpReport, packs: readonly string[], output: Output, verbose = false): string {
  const { stack, url, domain, release, policies, cost, durationSeconds } = report;
  const facts: readonly (readonly [string, string])[] = [
    ["url", url === null ? "none yet" : `${output.paint("cyan", url)}${domain === null ? "" : ` for ${domain}`}`],
    ["release", release ?? "none: the slots are empty"],
    ["resources", changes(report.resources)],
    ["policies", policyLines(policies, packs, verbose).join(`\n${indent}`)],
    ...(cost.monthly === null ? [] : [["cost", costLine(cost.monthly, cost.budget, output)] as const]),
    ["took", `${durationSeconds} s`],
  ];
  const title = report.result === "updated" ? `${stack} is up` : `${stack} would change like this`;
  const next =
    report.result === "updated"
      ? [...(url === null ? [] : [`curl ${url}`]), ...afterUp(stack)]
      : [`npx promenade up --stack ${stack}`];
  return [
    "",
    output.paint(["bold", "green"], title),
    ...facts.map(([name, value]) => `  ${output.paint("dim", name.padEnd(9))}  ${value}`),
    "",
    output.paint("bold", "Try next"),
    ...next.map((line) => `  ${line}`),
  ].join("\n");
}

/** Where what is said of a fact starts. */
const indent = " ".repeat("  ".length + 9 + "  ".length);

const costLine = (monthly: number, budget: number, output: Output): string =>
  monthly > budget
    ? output.paint("red", `${monthly.toFixed(2)} USD a month, over the budget of ${budget}`)
    : `${monthly.toFixed(2)} USD a month, of ${budget}`;

const afterUp = (stack: string): readonly string[] => [
  "npx promenade status",
  `npx promenade preview --stack ${stack}`,
  `npx promenade destroy --stack ${stack}`,
];

const verbs = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  same: "unchanged",
} as const;

export function changes(resources: ResourceChanges): string {
  const told = Object.entries(verbs)
    .filter(([kind]) => resources[kind as keyof ResourceChanges] > 0)
    .map(([kind, verb]) => `${resources[kind as keyof ResourceChanges]} ${verb}`);
  return told.join(", ") || "none";
}
