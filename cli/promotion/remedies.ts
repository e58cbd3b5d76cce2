import { isBrought, type GateState } from "../../core/promotion/gate-results";
import { vouching } from "../../core/promotion/vouched";
import { matchesPattern } from "../../core/flow/reference-pattern";
import type { Group } from "../../core/promotion/waves";
import type { Subject } from "./subject";

type Row = readonly [name: string, remedy: string];

/** By gate: what is to be typed, or waited for. */
export function remediesFor(
  { asker, path, release, route: { flow } }: Subject,
  { wave, stacks: [stack = path.to] }: Group,
  missing: readonly GateState[],
): readonly Row[] {
  const ofWave = wave === undefined ? "" : ` --wave ${wave}`;
  const tag = tagFor(flow.tags[path.gates.tag ?? ""]?.patterns ?? [], release.release);
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
  return missing.flatMap(({ gate, change }): readonly Row[] => {
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

/** The release's own tag, where the flow's patterns have one for it. */
const tagFor = (patterns: readonly string[], release: string): string =>
  patterns.flatMap((pattern) =>
    [pattern.replace("X.Y.Z", release)].filter((name) => matchesPattern(pattern, name)),
  )[0] ??
  patterns[0] ??
  "NAME";

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
