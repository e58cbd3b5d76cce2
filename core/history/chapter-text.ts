import { heading, inline, quoted, table } from "../markdown";
import type { EventKind, EventOf } from "../rollout/evidence";
import type { Chapter } from "./chapters";
import type { HistoryLine } from "./line";
import { universal } from "./time";

/** What an auditor wants to see of it, in Markdown; what was left out shows as a dash. */
export function chapterText(chapter: Chapter): string {
  const of = <Kind extends EventKind>(kind: Kind): readonly EventOf<Kind>[] =>
    chapter.told.flatMap(({ event }) => (event?.kind === kind ? [event as EventOf<Kind>] : []));
  const requested = of("promotion requested").at(-1);
  const parts = [
    facts(requested, of("promotion ended"), of("rollout started")),
    ...(requested === undefined ? [] : [section("Approvals", approvals(of("approved")))]),
    ...some("Attested", attested(of("attested"))),
    ...some("Gates", gates(of("promotion ended"))),
    ...some("Checks", checks(of("verified"))),
    ...some("Breaches", breaches(of("breach"))),
    ...of("noted").map(({ notes }) => section("Release notes", quoted(notes))),
    ...some("What happened", happened(chapter)),
  ];
  return [heading(2, inline(titleOf(chapter, requested))), ...parts.filter((part) => part !== "")].join("\n\n");
}

type Requested = EventOf<"promotion requested">;

function titleOf({ release, told }: Chapter, requested: Requested | undefined): string {
  if (requested !== undefined) return `${requested.release}: ${pathOf(requested)}`;
  if (release !== undefined) return `${release}: deployed`;
  const moved = told.some(({ event }) => event?.kind === "rollout started");
  return moved ? "Traffic" : "Before the first release";
}

const pathOf = ({ from, to, wave }: Requested): string => `${from} → ${to}${wave === undefined ? "" : `, ${wave}`}`;

function facts(
  requested: Requested | undefined,
  ended: readonly EventOf<"promotion ended">[],
  started: readonly EventOf<"rollout started">[],
): string {
  const { commit, images = {} } = requested ?? started.find(({ deploy }) => deploy !== undefined)?.deploy ?? {};
  const asked = requested && [
    ["Requested by", `${requested.requester}, ${universal(requested.at)}${by(requested)}`],
    ["Run", requested.run],
    ["Change summary", requested.changeSummary],
    ["Change ticket", requested.changeTicket],
    ["Rollback plan", requested.rollbackPlan],
    ["Critical", requested.critical ? "yes" : "no"],
    ...(requested.goingBack ? [["Direction", "back to an older release"]] : []),
    ...(requested.hotfix === undefined ? [] : [["Hotfix", requested.hotfix]]),
    ...ended.map((end) => ["Ended", `${end.outcome}, ${universal(end.at)}${because(end.reason)}`]),
    ...(ended.length === 0 ? [["Ended", "not yet"]] : []),
  ];
  const rows = [
    ...(asked ?? []),
    ...(requested === undefined && Object.keys(images).length === 0 ? [] : [["Commit", commit]]),
    ...Object.entries(images).map(([service, image]) => [`Image of ${service}`, image]),
  ];
  if (rows.length === 0) return "";
  return table(
    ["", ""],
    rows.map(([name = "", value]) => [inline(name), cell(value)]),
  );
}

/** Who has run the command, where that is another one than who asks. */
const by = ({ by: author, requester }: Requested): string => (author === requester ? "" : `, through ${author}`);

const because = (reason: string | undefined): string => (reason === undefined ? "" : `: ${reason}`);

const approvals = (given: readonly EventOf<"approved">[]): string =>
  given.length === 0
    ? "Nobody has approved it."
    : rowsOf(
        ["When", "Who", "Role", "Run", "Comment"],
        given.map(({ at, by: who, role, run, comment }) => [universal(at), who, role, run, comment]),
      );

const attested = (given: readonly EventOf<"attested">[]): string =>
  rowsOf(
    ["When", "Who", "Role", "What"],
    given.map(({ at, by: who, role, item }) => [universal(at), who, role, item]),
  );

const gates = (ended: readonly EventOf<"promotion ended">[]): string =>
  rowsOf(
    ["Gate", "Result", "Found"],
    ended.flatMap((end) => end.gates.map(({ gate, passed, found }) => [gate, passed ? "passed" : "not passed", found])),
  );

const checks = (verified: readonly EventOf<"verified">[]): string =>
  rowsOf(
    ["When", "Slot", "Check", "Result", "Found"],
    verified.flatMap(({ at, slot, checks: each }) =>
      each.map(({ name, passed, found }) => [universal(at), slot, name, passed ? "passed" : "failed", found]),
    ),
  );

const breaches = (found: readonly EventOf<"breach">[]): string =>
  rowsOf(
    ["Slot", "Metric", "Found", "Allowed", "From", "To", "Requests"],
    found.flatMap(({ slot, findings }) =>
      findings.map((one) => [
        ...[slot, one.metric, one.found, one.allowed, universal(one.from), universal(one.to), `${one.sample}`],
      ]),
    ),
  );

/** What stands in a table of its own. */
const toldElsewhere: readonly (EventKind | undefined)[] = ["approved", "attested", "noted"];

const happened = ({ told }: Chapter): string =>
  linesText(told.filter(({ event }) => !toldElsewhere.includes(event?.kind)).map(({ line }) => line));

export const linesText = (lines: readonly HistoryLine[]): string =>
  rowsOf(
    ["When", "Who", "What", "Result", "Command"],
    lines.map(({ at, by: who, what, result, command }) => [universal(at), who, what, result, command]),
  );

type Cell = string | null | undefined;

const cell = (text: Cell): string => (text ? inline(text) : "") || "–";

const rowsOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0
    ? ""
    : table(
        head,
        rows.map((row) => row.map(cell)),
      );

const section = (title: string, text: string): string => `${heading(3, title)}\n\n${text}`;

const some = (title: string, text: string): readonly string[] => (text === "" ? [] : [section(title, text)]);
