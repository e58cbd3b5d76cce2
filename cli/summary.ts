import type { Output } from "./output";
import type { PolicyResult, ResourceChanges } from "./events";

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
  readonly policies: readonly PolicyResult[];
  readonly durationSeconds: number;
}

/** The block that ends `up` and `preview`: what is there now, and what to try next. */
export function summary(report: UpReport, packs: readonly string[], output: Output): string {
  const { stack, url, domain, release, policies, durationSeconds } = report;
  const advice = policies.map(({ pack, rule, message }) => `\n             ${pack}/${rule}: ${message}`).join("");
  const facts: readonly (readonly [string, string])[] = [
    ["url", url === null ? "none yet" : `${output.paint("cyan", url)}${domain === null ? "" : ` for ${domain}`}`],
    ["release", release ?? "none: the slots are empty"],
    ["resources", changes(report.resources)],
    ["policies", `${packs.join(", ")}: ${policies.length === 0 ? "passed" : `${policies.length} findings`}${advice}`],
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

function changes(resources: ResourceChanges): string {
  const told = Object.entries(verbs)
    .filter(([kind]) => resources[kind as keyof ResourceChanges] > 0)
    .map(([kind, verb]) => `${resources[kind as keyof ResourceChanges]} ${verb}`);
  return told.join(", ") || "none";
}
