import { vouching } from "../../core/promotion/vouched";
import type { PromotionOutcome } from "../../core/promotion/events";
import { isBrought, mayBeAskedFor, type GateState } from "../../core/promotion/gate-results";
import type { Group } from "../../core/promotion/waves";
import type { Problem } from "../../core/problem";
import type { Judged } from "./gates";
import type { Entering } from "./enter";
import type { StackView } from "./ports";
import type { Subject } from "./subject";

/** What runs where, one line a stack. */
export const regionLines = (views: readonly StackView[]): readonly string[] => {
  const width = Math.max(...views.map(({ stack }) => stack.length));
  return views.map(({ stack, live, unwell }) => {
    const runs = live === undefined ? "" : `${live.release}, ${unwell === "" ? "healthy" : unwell}`;
    return `  ${stack.padEnd(width)}  ${runs === "" ? unwell : runs}`;
  });
};

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

/** By gate: what is to be typed, or waited for. */
function remediesFor(
  { asker, path, release, route: { flow } }: Subject,
  { wave, stacks: [stack = path.to] }: Group,
  missing: readonly GateState[],
): readonly (readonly [string, string])[] {
  const ofWave = wave === undefined ? "" : ` --wave ${wave}`;
  const tag = flow.tags[path.gates.tag ?? ""]?.patterns[0] ?? "NAME";
  const byHand: Readonly<Record<string, readonly string[]>> = {
    checks: path.gates.checks.map(vouching.check),
    "code review": [vouching.codeReview],
    tag: [vouching.tag(tag)],
    checklist: path.gates.checklist.map(({ item }) => item),
  };
  const papers = missing.filter(({ gate }) => gate in paperFlags).map(({ gate }) => ` ${paperFlags[gate]} "…"`);
  const brought = missing.filter(({ gate }) => isBrought(gate) && !(gate in paperFlags));
  if (brought.length + papers.length > 0) {
    // Others are asked once there is something to ask them for.
    const promote = `npx promenade promote ${path.from} ${path.to} --release ${release.release}${papers.join("")}`;
    return [
      ...brought.map(({ gate, change = "" }) => [gate, change] as const),
      ["ask", papers.length > 0 ? promote : "run the same command again; what others have to say is asked for then"],
    ];
  }
  const attested = missing.filter(({ gate }) => gate === "checklist" || (asker.vouching && gate in byHand));
  const items = attested.flatMap(({ gate, found }) => (byHand[gate] ?? []).filter((item) => names(gate, found, item)));
  const seen = new Set<string>();
  return missing.flatMap(({ gate, change }): readonly (readonly [string, string])[] => {
    if (gate === "approvals")
      return [[gate, `${change}: ${approving(asker, `${path.to} --release ${release.release}${ofWave}`)}`]];
    if (gate === "freeze") return [[gate, `${change}: npx promenade unfreeze --stack ${stack} --reason "…"`]];
    if (!attested.some((one) => one.gate === gate)) return [[gate, change ?? ""]];
    // One command attests all of them.
    if (seen.size > 0) return [];
    seen.add(gate);
    const flags = [...new Set(items)].map((item) => ` --item "${item}"`).join("");
    const as = asker.vouching ? " --as NAME" : "";
    return [["attest", `npx promenade attest ${path.to}${as}${flags}`]];
  });
}

const paperFlags: Readonly<Record<string, string>> = {
  "change summary": "--summary",
  "change ticket": "--change",
  "rollback plan": "--rollback-plan",
};

/** A gate tells of each item that it lacks by a line of its own, but for those that have one item alone. */
const names = (gate: string, found: string, item: string): boolean =>
  gate === "checklist" || gate === "checks" ? found.includes(item.replace(/^check /, "")) : true;

const approving = ({ run, vouching: typed }: Subject["asker"], what: string): string => {
  if (typed) return `npx promenade approve ${what} --as NAME`;
  return run === undefined ? "on AWS that is done at GitHub, in a run of the workflow promote" : run.url;
};

export function issueOf(
  { path, release, route }: Subject,
  { group, promotion, gates }: Entering,
  { outcome, reason }: { readonly outcome: PromotionOutcome; readonly reason: string },
  views: readonly StackView[],
): { readonly title: string; readonly body: string } {
  const into = group.wave === undefined ? route.name : `${route.name}, ${group.wave}`;
  const title = `${release.release} ${outcome === "rolled back" ? "was rolled back in" : "did not come into"} ${into}`;
  const images = Object.entries(release.images).map(([service, image]) => `- ${service}: \`${image}\``);
  return {
    title,
    body: [
      `Promotion \`${promotion}\` from ${path.from} to ${path.to}${release.commit === undefined ? "" : `, commit ${release.commit}`}.`,
      `## What was found\n\n${reason}`,
      `## What runs now\n\n\`\`\`\n${regionLines(views).join("\n")}\n\`\`\``,
      `## What it was\n\n${images.join("\n")}`,
      ...(gates.length === 0
        ? []
        : [`## Gates that it had passed\n\n${gates.map(({ gate, found }) => `- ${gate}: ${found}`).join("\n")}`]),
      `## For the post-mortem\n\n- All events, with the guard's numbers: ${group.stacks.map((stack) => `\`npx promenade history --stack ${stack} --json\``).join(", ")}\n- What its users saw, from when to when:\n- Why no check before found it:\n- What is changed so that one will:`,
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
