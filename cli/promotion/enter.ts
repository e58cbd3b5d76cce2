import { sameImages } from "../../core/flow/approval";
import { kept, type GateState } from "../../core/promotion/gate-results";
import type { PromotionOutcome } from "../../core/promotion/events";
import type { Group } from "../../core/promotion/waves";
import type { Evidence } from "../../core/release";
import { standingOf } from "../../core/rollout/standing";
import type { PromotionPorts, RolledOut, StackView } from "./ports";
import { lookAtAll, type Ended, type Subject } from "./subject";
import { issueOf, regionLines } from "./told";

/** A wave that a release enters, under which promotion, by which gates. */
export interface Entering {
  readonly group: Group;
  readonly promotion: string;
  readonly gates: readonly GateState[];
}

interface Into extends Entering {
  /** Those of the group that lack the release. */
  readonly stacks: readonly string[];
  readonly views: readonly StackView[];
  /** When the source verified it. */
  readonly verifiedAt: string | undefined;
}

/**
 * Brings a release into the stacks of a wave, one after the other, and checks it there as users come to it. What fails is
 * taken back, and nobody else gets it. @returns how the promotion ended where it goes no further.
 */
export async function enter(ports: PromotionPorts, subject: Subject, into: Into): Promise<Ended | undefined> {
  const { stacks, views, group } = into;
  for (const stack of stacks) {
    const view = views.find((one) => one.stack === stack);
    const brought = await bring(ports, subject, into, stack, view);
    if (brought.ending === "paused") return { result: "paused", says: paused(subject, stack, brought.says) };
    if (brought.ending !== "done") {
      return conclude(ports, subject, into, brought.ending, `${stack}: ${brought.says}`);
    }
    const fault = await faultAfter(ports, stack);
    if (fault !== undefined) return takeBack(ports, subject, into, stack, fault);
  }
  await note(ports, subject, into, "promoted");
  for (const stack of group.stacks) {
    const before = views.find((one) => one.stack === stack)?.live;
    await ports.notes(stack, into.promotion, before, subject.release);
  }
  return undefined;
}

/** Whatever of it is done already, before a crash or by somebody else, is not done again. */
async function bring(
  ports: PromotionPorts,
  { release, wish, route, asker }: Subject,
  { promotion, verifiedAt }: Into,
  stack: string,
  view: StackView | undefined,
): Promise<RolledOut> {
  const { ongoing } = standingOf(view?.events ?? []);
  const begun = ongoing?.direction === "forward" ? ongoing.started.deploy : undefined;
  if (begun !== undefined && sameImages(begun.images, release.images)) return ports.resume(stack);
  if (view?.live !== undefined && sameImages(view.live.images, release.images)) {
    return { ending: "done", says: `${release.release} has all requests already` };
  }
  const evidence: Evidence = {
    verified: `${route.source} ${verifiedAt ?? ""}`.trim(),
    approvals: asker.run?.url ?? `promotion ${promotion}`,
  };
  return ports.deploy(stack, { ...release, evidence }, wish.oneWay);
}

/** What is wrong with a stack that has just got a release, as its users would find it. */
async function faultAfter(ports: PromotionPorts, stack: string): Promise<string | undefined> {
  ports.tell(`  ${stack} is checked, as users come to it`);
  const view = await ports.look(stack);
  if (view.failing) return view.unwell;
  const { passed, checks } = await ports.verify(view);
  if (passed) return undefined;
  const broken = checks.filter((check) => !check.passed).map(({ name, found }) => `${name}: ${found}`);
  return broken.join("; ") || "nothing was checked";
}

/** Sends a stack's requests back to what it had before. */
export async function takeBack(
  ports: PromotionPorts,
  subject: Subject,
  entering: Entering,
  stack: string,
  fault: string,
): Promise<Ended> {
  const { release } = subject.release;
  ports.tell(`  ${stack}: ${fault}`);
  const { ending, says } = await ports.rollBack(stack, `${release} is not well after its promotion: ${fault}`);
  if (ending === "done") return conclude(ports, subject, entering, "rolled back", `${stack}: ${fault}`);
  return conclude(
    ...([ports, subject, entering, "failed"] as const),
    `${stack}: ${fault}; and it could not be rolled back: ${says}`,
    true,
  );
}

/** Writes down how it ended, and tells it. Where users have met the release, an issue is opened for what comes after. */
async function conclude(
  ports: PromotionPorts,
  subject: Subject,
  entering: Entering,
  outcome: Exclude<PromotionOutcome, "promoted">,
  reason: string,
  met = outcome === "rolled back",
): Promise<Ended> {
  const { route, release } = subject;
  await note(ports, subject, entering, outcome, reason);
  const views = await lookAtAll(ports, route.groups);
  const [stack = route.name] = entering.group.stacks;
  const issue = met
    ? [await ports.openIssue({ stack, ...issueOf(subject, entering, { outcome, reason }, views) })]
    : [];
  const what = outcome === "rolled back" ? "was rolled back" : `did not come into ${route.name}`;
  const lines = [...regionLines(views), ...issue.map((text) => `  ${text}`)];
  return { result: outcome, says: [`${release.release} ${what}: ${reason}`, ...lines].join("\n") };
}

/** The whole wave's end, in the evidence of each of its stacks. */
async function note(
  ports: PromotionPorts,
  { release: { release, images } }: Subject,
  { group, promotion, gates }: Entering,
  outcome: PromotionOutcome,
  reason?: string,
): Promise<void> {
  for (const stack of group.stacks) {
    await ports.note(stack, {
      ...{ kind: "promotion ended", promotion, release, images, outcome, gates: kept(gates) },
      ...(group.wave === undefined ? {} : { wave: group.wave }),
      ...(reason === undefined ? {} : { reason }),
    });
  }
}

const paused = ({ path: { from, to } }: Subject, stack: string, says: string): string =>
  `${stack}: ${says}\n  once that is done, the promotion is ended by the same command: npx promenade promote ${from} ${to}`;
