import type { Entry } from "../rollout/entry";
import type { EventKind, EventOf, RolloutEvent } from "../rollout/evidence";
import type { GuardFinding } from "../rollout/guard";
import { showWeights } from "../rollout/shares";
import type { HistoryLine, Result } from "./line";

/** What later events of a rollout or a promotion are about, by its name: `2.0.0 in green`. */
export type Subjects = Readonly<Record<string, string>>;

/** What an event says in one sentence, and how it went. */
interface Told {
  readonly what: string;
  readonly result: Result;
}

type Tellers = { readonly [Kind in EventKind]: (event: EventOf<Kind>, about: string) => Told };

/** A line an event, in the order of the entries. */
export function eventLines(entries: readonly Entry[]): readonly HistoryLine[] {
  const subjects = subjectsOf(entries);
  return entries.map(({ event, written }) => (event === undefined ? unknownLine(written) : lineOf(event, subjects)));
}

/** Each is told of by what it began with. */
const subjectsOf = (entries: readonly Entry[]): Subjects =>
  Object.fromEntries(
    entries.flatMap(({ event }) => {
      if (event?.kind === "rollout started") {
        const { rollout, slot, deploy } = event;
        return [[rollout, deploy === undefined ? slot : `${deploy.release} in ${slot}`]];
      }
      if (event?.kind === "promotion requested") return [[event.promotion, `the promotion of ${event.release}`]];
      return event?.kind === "rollback started" ? [[event.rollout, `the rollback to ${event.to}`]] : [];
    }),
  );

function lineOf(event: RolloutEvent, subjects: Subjects): HistoryLine {
  const about = subjectOf(event, subjects);
  const tell = tellers[event.kind] as (event: RolloutEvent, about: string) => Told;
  const { at, by, command } = event;
  return { at, by, command, ...tell(event, about), evidence: event, update: null };
}

function subjectOf(event: RolloutEvent, subjects: Subjects): string {
  if ("promotion" in event) return subjects[event.promotion ?? ""] ?? "a promotion";
  return ("rollout" in event && event.rollout !== undefined && subjects[event.rollout]) || "a rollout";
}

const tellers: Tellers = {
  "rollout started": ({ slot, deploy, steps, oneWay }) => {
    const path = steps.map(({ share }) => `${share} %`).join(", ");
    const release = deploy === undefined ? "" : ` of ${deploy.release}`;
    const began =
      path === ""
        ? `deployment${release} to ${slot} began, without requests`
        : `shift${release} to ${slot} began: ${path}`;
    return { what: oneWay ? `${began}; its migration cannot be gone back from` : began, result: "began" };
  },
  migrating: ({ release }) => ({ what: `${release} begins to migrate the database, for good`, result: "began" }),
  migrated: ({ release, oneWay }) => ({
    what: oneWay ? `${release} has migrated the database, for good` : `${release} has migrated the database`,
    result: "done",
  }),
  verified: ({ release, slot, passed, checks }) => {
    const broken = checks.filter((check) => !check.passed);
    const which = broken.map(({ name, found }) => `${name}: ${found}`).join("; ");
    const count = `${checks.length - broken.length} of ${checks.length} checks passed`;
    return {
      what: `${release} in ${slot}: ${broken.length === 0 ? count : `${count}; ${which}`}`,
      result: passed ? "passed" : "failed",
    };
  },
  weights: ({ weights, direct, reason }) => ({
    what: `requests go to ${showWeights(weights)}${direct === true ? ", changed past Pulumi" : ""}${because(reason)}`,
    result: "done",
  }),
  breach: ({ findings }, about) => ({
    what: `guard of ${about}: ${findings.map(showFinding).join("; ")}`,
    result: "breach",
  }),
  paused: ({ reason }, about) => ({ what: `${about} is paused${because(reason)}`, result: "paused" }),
  "rollout ended": ({ outcome, reason }, about) => ({ what: `${about} has ended${because(reason)}`, result: outcome }),
  "rollback started": ({ from, to, reason, forced, direct }) => ({
    what: [
      `rollback from ${from} to ${to} began`,
      ...(forced ? ["forced"] : []),
      ...(direct === true ? ["past Pulumi"] : []),
    ]
      .join(", ")
      .concat(because(reason)),
    result: "began",
  }),
  retired: ({ slot, capacity }) => ({
    what: capacity === "one" ? `${slot} is a standby now, with one task a service` : `${slot} is empty now`,
    result: "done",
  }),
  frozen: ({ reason }) => ({ what: `traffic is frozen${because(reason)}`, result: "frozen" }),
  unfrozen: ({ reason }) => ({ what: `traffic may move again${because(reason)}`, result: "done" }),
  "promotion requested": ({ release, from, to, wave, requester, critical, goingBack, changeSummary }) => ({
    what: [
      `${requester} asks for ${release} of ${from} in ${into(to, wave)}`,
      ...(critical ? ["critical"] : []),
      ...(goingBack ? ["back to an older release"] : []),
    ]
      .join(", ")
      .concat(because(changeSummary)),
    result: "began",
  }),
  approved: ({ wave, role, comment }, about) => ({
    what: `${about} is approved${wave === undefined ? "" : ` for ${wave}`}${as(role)}${because(comment)}`,
    result: "done",
  }),
  attested: ({ item, role }, about) => ({ what: `attested for ${about}${as(role)}: ${item}`, result: "done" }),
  "promotion ended": ({ wave, outcome, reason }, about) => ({
    what: `${about}${wave === undefined ? "" : `, ${wave},`} has ended${because(reason)}`,
    result: outcome,
  }),
  noted: ({ release, previous }) => ({
    what: `release notes of ${release}${previous === undefined ? "" : `, since ${previous.release}`}`,
    result: "done",
  }),
};

const into = (to: string, wave: string | undefined): string => (wave === undefined ? to : `${to}, ${wave}`);

const as = (role: string | undefined): string => (role === undefined ? "" : ` as ${role}`);

const because = (reason: string | undefined): string => (reason === undefined ? "" : `: ${reason}`);

/** `errors 4.8 % (12 of 250), allowed at most 1 %`; some findings name their metric themselves. */
const showFinding = ({ metric, found, allowed }: GuardFinding): string =>
  `${found.includes(metric) ? found : `${metric} ${found}`}, allowed ${allowed}`;

/** Written by a newer promenade: shown as far as it can be read. */
function unknownLine(written: Entry["written"]): HistoryLine {
  const text = (key: string): string | null => (typeof written[key] === "string" ? written[key] : null);
  return {
    at: text("at") ?? "",
    by: text("by"),
    command: text("command"),
    what: `${text("kind") ?? "something"}, which only a newer promenade understands`,
    result: "unknown",
    evidence: written,
    update: null,
  };
}
