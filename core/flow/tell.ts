import type { Flow } from "../flow";
import { showDuration } from "../duration";
import { show } from "../problem";
import { showWindow } from "./change-window";
import type { FlowEnvironment } from "./environment";
import type { Entry, Gates } from "./gate";
import type { SizeOverride } from "./size-override";
import type { Source } from "./source";

export const approvalsText = (approvals: number): string => `${approvals} approval${approvals === 1 ? "" : "s"}`;

/** What a source is called where flows are shown: `branch main`, `tag vX.Y.Z`. */
export function originText({ branches, tags }: Pick<Flow, "branches" | "tags">, source: Source): string {
  const { branch, tag, pullRequest, environment } = source;
  const named = (kind: string, patterns: readonly string[] = []): string =>
    patterns.join() === "**" ? `any ${kind}` : `${kind} ${patterns.join(" or ")}`;
  if (branch !== undefined) return named("branch", branches[branch]?.patterns);
  if (tag !== undefined) return named("tag", tags[tag]?.patterns);
  if (pullRequest === undefined) return `promotions from ${environment ?? ""}`;
  return pullRequest === "**" ? "pull requests" : `pull requests into ${pullRequest}`;
}

/** `branch main, by itself`. */
export function sourceText(flow: Pick<Flow, "branches" | "tags">, to: string, source: Source): string {
  const { automatic, artifact } = source;
  const images =
    artifact === to ? ["the images that it has run"] : artifact === undefined ? [] : [`images of ${artifact}`];
  return [originText(flow, source), automatic ? "by itself" : "by hand", ...images, ...entryTexts(source)].join(", ");
}

/** All that a way into an environment asks for, one short text each. */
export function entryTexts(entry: Entry): readonly string[] {
  const { approvals, criticalApprovals = approvals, reviewers, requesterMayApprove, waitMinutes, gates } = entry;
  const critical = criticalApprovals > approvals ? ` (${criticalApprovals} if critical)` : "";
  const own = requesterMayApprove ? ", one's own counts" : "";
  return [
    ...(criticalApprovals > 0 ? [`${approvalsText(approvals)}${critical} of ${reviewers.join(", ")}${own}`] : []),
    ...(waitMinutes > 0 ? [`a wait of ${showDuration(waitMinutes * 60)}`] : []),
    ...gateTexts(gates),
  ];
}

const gateTexts = (gates: Gates): readonly string[] => [
  ...(gates.tag === undefined ? [] : [`a tag of ${gates.tag}`]),
  ...(gates.checks.length > 0 ? [`checks ${gates.checks.join(", ")}`] : []),
  ...(gates.scan ? ["a clean scan"] : []),
  ...(gates.audit ? ["a clean audit of the source"] : []),
  ...(gates.codeReviewers > 0 ? [`code approved by ${gates.codeReviewers}`] : []),
  ...(gates.window === undefined ? [] : [`only ${showWindow(gates.window)}`]),
  ...(gates.changeSummary ? ["a change summary"] : []),
  ...(gates.changeTicket ? ["a change ticket"] : []),
  ...(gates.rollbackPlan ? ["a rollback plan"] : []),
  ...gates.checklist.map(({ item, role }) => `attested${role === undefined ? "" : ` by ${role}`}: ${item}`),
];

/** What an override changes: `instances.max 10, plannedLoad 5000`. */
export function overrideText({ reason: _, ...sizes }: SizeOverride): string {
  return leaves(sizes)
    .map(([path, value]) => `${path} ${value}`)
    .join(", ");
}

const leaves = (value: object): readonly (readonly [string, string])[] =>
  Object.entries(value).flatMap(([key, below]: [string, unknown]): (readonly [string, string])[] => {
    if (below === undefined) return [];
    if (typeof below !== "object" || below === null) return [[key, typeof below === "string" ? below : show(below)]];
    return leaves(below).map(([path, leaf]) => [`${key}.${path}`, leaf] as const);
  });

/** How requests move, where the flow says it. */
export const scheduleText = (schedule: NonNullable<FlowEnvironment["schedule"]>): string =>
  typeof schedule === "string" ? schedule : schedule.map(({ share, bake }) => `${share} % ${bake}`).join(" → ");
