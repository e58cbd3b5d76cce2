import { sameImages } from "../../core/flow/approval";
import { isHalfway, lastRequest } from "../../core/promotion/asking";
import { nextWave, type Group, type Region, type WaveStep } from "../../core/promotion/waves";
import { Failure } from "../failure";
import { enter, takeBack } from "./enter";
import { passGates } from "./gates";
import type { PromotionPorts, StackView } from "./ports";
import { eventsOf, lookAtAll, type Ended, type Subject } from "./subject";
import { regionLines, waitedTooLong, waveFails } from "./told";
import type { Wish } from "./wish";

/** How long (ms) a wave that is not quite well is waited for, beyond its bake. */
const patience = 15 * 60_000;

/** Brings a release into an environment, wave after wave. Everything is looked at afresh before each step. */
export async function drive(ports: PromotionPorts, subject: Subject): Promise<Ended> {
  const { route, release, wish } = subject;
  const entered = new Set<string>();
  let told: string | undefined;
  for (;;) {
    const views = await lookAtAll(ports, route.groups);
    const step = nextWave(groupsFor(wish, route.groups), regionsOf(subject, views), ports.now());
    if (step.do === "done") {
      const says = `${release.release} has all requests of ${route.name}${through(wish)}`;
      return { result: entered.size > 0 ? "promoted" : "nothing to do", says: [says, ...ownRegions(views)].join("\n") };
    }
    if (step.do === "bake" && wish.requestOnly) return { result: "asked for", says: waiting(step, views).trim() };
    if (step.do === "bake") {
      const late = ports.now() - step.until;
      if (late > patience) throw new Failure("refused", [waitedTooLong(subject, step.group, views)]);
      const waits = waiting(step, views);
      if (told !== waits) ports.tell((told = waits));
      await ports.pause();
      continue;
    }
    if (step.do === "stop") {
      if (wish.requestOnly || !isBaking(step.group, views, ports.now()))
        throw new Failure("refused", [waveFails(subject, step.stack, views)]);
      const reason = `${release.release} is not well: ${views.find(({ stack }) => stack === step.stack)?.unwell}`;
      const { path, images } = { ...subject, ...release };
      const promotion = lastRequest(eventsOf(views), { from: path.from, images })?.promotion ?? "unknown";
      return takeBack(ports, subject, { group: step.group, promotion, gates: [] }, step.stack, reason);
    }
    const pass = await passGates(ports, subject, step.group, views);
    if ("asked" in pass) return { result: "asked for", says: pass.asked };
    const ended = await enter(ports, subject, { ...step, ...pass, views });
    if (ended !== undefined) return ended;
    for (const stack of step.stacks) entered.add(stack);
  }
}

/** How far a release has come into each of an environment's stacks. */
export const regionsOf = (
  { route: { groups, path }, release: { images } }: Pick<Subject, "route" | "release">,
  views: readonly StackView[],
): readonly Region[] => {
  const events = eventsOf(views);
  return views.map(({ stack, live, unwell, failing, since, events: own }) => {
    const wave = groups.find(({ stacks }) => stacks.includes(stack))?.wave;
    const halfway = isHalfway(events, own, { from: path.from, images, wave });
    return {
      ...{ stack, failing, since, release: live?.release ?? null, healthy: unwell === "" },
      entered: live !== undefined && sameImages(live.images, images) && !halfway,
    };
  });
};

/** Up to the wave that was named. */
const groupsFor = ({ wave }: Wish, groups: readonly Group[]): readonly Group[] =>
  wave === undefined ? groups : groups.slice(0, groups.findIndex((group) => group.wave === wave) + 1);

/** A wave that has baked, and fails much later, has other troubles than the release. */
const isBaking = ({ stacks, bakeSeconds }: Group, views: readonly StackView[], now: number): boolean =>
  views.some(({ stack, since = 0 }) => stacks.includes(stack) && now < since + bakeSeconds * 1000);

const through = ({ wave }: Wish): string => (wave === undefined ? "" : `, up to ${wave}`);

const ownRegions = (views: readonly StackView[]): readonly string[] => (views.length > 1 ? regionLines(views) : []);

function waiting({ group, until }: Extract<WaveStep, { do: "bake" }>, views: readonly StackView[]): string {
  const unwell = views.filter((view) => group.stacks.includes(view.stack) && view.unwell !== "");
  const time = new Date(until).toISOString().slice(11, 19);
  const why = unwell.map(({ stack, unwell: fault }) => `; ${stack}: ${fault}`).join("");
  return `  ${group.wave} is watched until ${time} UTC before the next wave starts${why}; Ctrl-C leaves it as it is`;
}
