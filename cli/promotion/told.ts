import type { PromotionOutcome } from "../../core/promotion/events";
import { mayBeAskedFor } from "../../core/promotion/gate-results";
import type { Group } from "../../core/promotion/waves";
import type { Problem } from "../../core/problem";
import type { Judged } from "./gates";
import type { Entering } from "./enter";
import type { StackView } from "./ports";
import { remediesFor } from "./remedies";
import type { Subject } from "./subject";

/** What has all requests of a stack, in a report. */
export interface StackNow {
  readonly stack: string;
  readonly release: string | null;
  readonly healthy: boolean;
}

export const stacksNow = (views: readonly StackView[]): readonly StackNow[] =>
  views.map(({ stack, live, unwell }) => ({ stack, release: live?.release ?? null, healthy: unwell === "" }));

/** What runs where, one line a stack. */
export const regionLines = (views: readonly StackView[]): readonly string[] => {
  const width = Math.max(...views.map(({ stack }) => stack.length));
  return views.map(({ stack, live, unwell }) => {
    const runs = live === undefined ? "" : `${live.release}, ${unwell === "" ? "healthy" : unwell}`;
    return `  ${stack.padEnd(width)}  ${runs === "" ? unwell : runs}`;
  });
};

export const mayEnter = ({ path, release }: Subject, { wave }: Group): string =>
  `${path.from} → ${path.to}: ${release.release} has passed every gate of ${wave ?? path.to}; promote brings it in`;

interface NotYet {
  readonly problem: Problem;
  readonly text: string;
}

/** Everything that a release still lacks, and what is to be done about it, in one block. */
export function notYet(
  subject: Subject,
  group: Group,
  { states, request }: Judged,
  views: readonly StackView[],
): NotYet {
  const { path, release } = subject;
  const missing = states.filter(({ passed }) => !passed);
  const isAsked = mayBeAskedFor(states);
  const into = group.wave === undefined ? path.to : `${path.to}, ${group.wave}`;
  const lacks = table(missing.map(({ gate, found }) => [gate, found]));
  const remedies = table(remediesFor(subject, group, missing));
  const wrong = isAsked
    ? `${release.release} is asked for in ${into}, and waits for ${missing.length} of ${states.length} gates`
    : `${release.release} may not enter ${into}: ${missing.length} of ${states.length} gates stand against it`;
  const again = isAsked ? "; then run the same command again" : "";
  const where = `${path.from} → ${path.to}`;
  const others = views.length > 1 ? [`\n${regionLines(views).join("\n")}`] : [];
  return {
    problem: {
      ...{ where, wrong, found: [lacks, ...others].join("\n") },
      allowed: `a release that has passed every gate: npx promenade promote ${path.from} ${path.to} --dry-run shows them`,
      change: `${remedies}${again}`,
    },
    text: [`${where}: ${wrong}`, indented(lacks), `  promotion ${request.promotion}`, ...others].join("\n"),
  };
}

/** What those who look into it have to know first; the evidence comes below it. */
export function issueOf(
  { path, release, route }: Subject,
  { group }: Entering,
  { outcome, reason }: { readonly outcome: PromotionOutcome; readonly reason: string },
  views: readonly StackView[],
): { readonly title: string; readonly body: string } {
  const into = group.wave === undefined ? route.name : `${route.name}, ${group.wave}`;
  const ended = outcome === "rolled back" ? "was rolled back" : "could not be rolled back";
  return {
    title: `${release.release} ${ended} in ${into}`,
    body: [
      `It came by a promotion from ${path.from} to ${path.to}, and was not well there.`,
      `## What was found\n\n${reason}`,
      `## What runs now\n\n\`\`\`\n${regionLines(views).join("\n")}\n\`\`\``,
      `## For the post-mortem\n\n- What its users saw, from when to when:\n- Why no check before found it:\n- What is changed so that one will:`,
    ].join("\n\n"),
  };
}

export const waveFails = ({ path, release }: Subject, stack: string, views: readonly StackView[]): Problem => ({
  where: stack,
  wrong: `${release.release} runs here and is not well: no other wave gets it`,
  found: `${views.find((view) => view.stack === stack)?.unwell}\n${regionLines(views).join("\n")}`,
  allowed: "a wave that is healthy before the next one starts",
  change: `mend it, or npx promenade rollback --stack ${stack} --reason "…"; then npx promenade promote ${path.from} ${path.to} goes on`,
});

export const waitedTooLong = ({ path }: Subject, { wave, stacks }: Group, views: readonly StackView[]): Problem => ({
  where: wave ?? path.to,
  wrong: "it has not become healthy, so the next wave does not start",
  found: `\n${regionLines(views.filter(({ stack }) => stacks.includes(stack))).join("\n")}`,
  allowed: "a wave that is healthy before the next one starts",
  change: `mend it; then npx promenade promote ${path.from} ${path.to} goes on with the next wave`,
});

/** Lines below one another, where a problem's parts are told. */
function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join(`\n${" ".repeat(11)}`);
}

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line.trim()}`)
    .join("\n");
