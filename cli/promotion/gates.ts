import { randomUUID } from "node:crypto";
import { goingOn, isHalfway, openRequest, papersOf, saysMore } from "../../core/promotion/asking";
import { askedBy, dossierOf, notYetNoted } from "../../core/promotion/dossier";
import { gateStates, mayBeAskedFor, type GateState } from "../../core/promotion/gate-results";
import { isGoingBack } from "../../core/promotion/going-back";
import type { Group } from "../../core/promotion/waves";
import type { RolloutEvent } from "../../core/rollout/evidence";
import { Failure } from "../failure";
import type { PromotionPorts, StackView } from "./ports";
import { entryFor, eventsOf, type Subject } from "./subject";
import { mayEnter, notYet } from "./told";

/** A release that may enter: under which promotion, by which gates. */
export interface Passed {
  readonly promotion: string;
  readonly gates: readonly GateState[];
  /** What the source verified, and since when. */
  readonly verifiedAt: string | undefined;
}

/** How the gates of a wave stand for a release, and what was asked for of it so far. */
export interface Judged {
  readonly open: ReturnType<typeof openRequest>;
  readonly states: readonly GateState[];
  readonly passed: boolean;
  /** What a request would say now. */
  readonly request: Omit<Extract<RolloutEvent, { kind: "promotion requested" }>, "at" | "by" | "command">;
  readonly verifiedAt: string | undefined;
}

/** Finds out how the gates stand. Writes down nothing but what GitHub knows already. */
export async function judge(
  ports: PromotionPorts,
  subject: Subject,
  group: Group,
  views: readonly StackView[],
): Promise<Judged> {
  const { path, release, wish, asker, route } = subject;
  const entry = entryFor(subject, group);
  const { wave } = group;
  const asked = { from: path.from, images: release.images, wave, run: asker.run?.id };
  const before = eventsOf(views);
  const open = openRequest(before, asked);
  const going = goingOn(before, asked);
  // A run is approved for all waves of what it has asked for, each at its own gate.
  const known = open?.first ?? (going?.run === asked.run ? going : undefined);
  const approved = known === undefined ? [] : await noteApprovals(ports, subject, group, known.promotion, before);
  const events = [...before, ...approved];
  const papers = papersOf(wish.papers, open?.last ?? going);
  const critical = wish.critical || (open?.last ?? going)?.critical === true;
  const entering = views.filter(({ stack }) => group.stacks.includes(stack));
  const live = entering.find((view) => view.live !== undefined)?.live;
  const goingBack = live !== undefined && isGoingBack(before, release.images, live.images);
  const [source, facts] = await Promise.all([ports.look(route.source), ports.facts(release, entry)]);
  const dossier = dossierOf({
    ...{ release, events, wave, papers, critical, goingBack, facts },
    now: new Date(ports.now()),
    source: { name: route.source, healthy: source.unwell === "", events: source.events },
    entering: entering.map((view) => view.events),
    asker: { ...asker, run: asker.run?.id },
    request: known,
  });
  const states = gateStates(askedBy(route.flow, entry), dossier);
  return {
    ...{ open, states, verifiedAt: dossier.request.verifiedAt },
    passed: states.every(({ passed }) => passed),
    request: {
      kind: "promotion requested",
      promotion: known?.promotion ?? going?.promotion ?? randomUUID(),
      ...{ from: path.from, to: path.to, critical, goingBack, requester: asker.requester },
      ...{ release: release.release, images: release.images },
      ...(release.commit === undefined ? {} : { commit: release.commit }),
      ...(wave === undefined ? {} : { wave }),
      ...(asker.run === undefined ? {} : { run: asker.run.id }),
      ...papers,
      ...(wish.hotfix === undefined ? {} : { hotfix: wish.hotfix }),
    },
  };
}

/**
 * Lets a release pass, or tells everything that it lacks. What it lacks of others is asked for, in the evidence, so that
 * they know and the clock of a wait runs.
 * @throws Failure "refused" with all of it at once.
 */
export async function passGates(
  ports: PromotionPorts,
  subject: Subject,
  group: Group,
  views: readonly StackView[],
): Promise<Passed | { readonly asked: string }> {
  const { path, release, wish } = subject;
  const judged = await judge(ports, subject, group, views);
  const { open, states, request, verifiedAt } = judged;
  const [first] = group.stacks;
  if (first !== undefined && mayBeAskedFor(states) && (open === undefined || saysMore(request, open.last))) {
    await ports.note(first, request);
  }
  const passed: Passed = { promotion: request.promotion, gates: states, verifiedAt };
  if (judged.passed) return wish.requestOnly ? { asked: mayEnter(subject, group) } : passed;
  // The gates were passed before a crash came in between: a window that has closed since keeps nothing half done.
  const asked = { from: path.from, images: release.images, wave: group.wave };
  const halfway = views.filter(({ stack }) => group.stacks.includes(stack));
  if (halfway.some(({ events }) => isHalfway(eventsOf(views), events, asked))) return passed;
  const told = notYet(subject, group, judged, views);
  if (wish.requestOnly && mayBeAskedFor(states)) return { asked: told.text };
  throw new Failure("refused", [told.problem]);
}

/** Writes down the approvals that the workflow run has got, so that the evidence has them whatever becomes of the run. */
async function noteApprovals(
  ports: PromotionPorts,
  { asker: { run }, release: { images } }: Subject,
  { wave, stacks: [stack] }: Group,
  promotion: string,
  events: readonly RolloutEvent[],
): Promise<readonly RolloutEvent[]> {
  if (run === undefined || stack === undefined) return [];
  const given = await ports.readApprovals(wave);
  const fresh = notYetNoted(given, events, { promotion, run: run.id, wave });
  const noted: RolloutEvent[] = [];
  for (const { by, at, comment } of fresh) {
    const event = {
      ...{ kind: "approved" as const, promotion, images, run: run.id },
      ...(wave === undefined ? {} : { wave }),
      ...(comment === "" ? {} : { comment }),
    };
    await ports.note(stack, event, { by, at });
    noted.push({ ...event, by, at, command: "" });
  }
  return noted;
}
