import { setTimeout as sleep } from "node:timers/promises";
import { chapterText } from "../../core/history/chapter-text";
import { chaptersOf } from "../../core/history/chapters";
import { shortHash } from "../../core/names";
import { approvingEnvironments } from "../../core/promotion/approving";
import type { Command } from "../../core/rollout";
import { soleSlot } from "../../core/rollout/shares";
import type { Context } from "../context";
import { describe } from "../failure";
import { withEvidence, type EvidencePlace } from "../ports/evidence/open";
import { whoami } from "../ports/identity";
import { openRecords } from "../ports/github-records";
import { isToldToGitHub, repositoryFor } from "../repository";
import { environmentOf, type Environment } from "../rollout/environment";
import { newRollback, newRollout, rollOut } from "../rollout/run";
import { scheduleFrom, valid } from "../rollouts";
import { readStackFile } from "../stack-file";
import { verifyIn } from "../verify";
import { cloudOf } from "../workspace";
import { approvalsIn, askerOf, factsOf, outside } from "./facts";
import { lookAt } from "./look";
import { noteOf } from "./notes";
import type { PromotionPorts, RolledOut } from "./ports";
import type { Route } from "./route";

/** How long (ms) between two looks while a wave is watched. */
const pause = { sandbox: 1000, aws: 15_000 } as const;

type Given = Readonly<Record<string, unknown>>;

/** A promotion's hands: rollouts, checks, evidence, GitHub. `command` is what was typed, without options. */
export async function stackPorts(
  context: Context,
  route: Route,
  command: string,
  given: Given,
): Promise<PromotionPorts> {
  const source = readStackFile(context.checkout, route.source);
  const [first = route.name] = route.groups.flatMap(({ stacks }) => stacks);
  const target = readStackFile(context.checkout, first);
  const cloud = cloudOf(context, target);
  const others = await outside(context, target, cloud);
  const places = new Map<string, EvidencePlace>();
  let self: Promise<string> | undefined;

  async function placeOf(stack: string): Promise<EvidencePlace> {
    const known = places.get(stack) ?? (await lookAt(context, stack, command)).place;
    places.set(stack, known);
    return known;
  }
  /** All that is written down of what happened last. */
  async function evidenceText(place: EvidencePlace): Promise<string> {
    const last = chaptersOf(await withEvidence(context, place, (store) => store.entries())).at(-1);
    return last === undefined ? "" : chapterText(last);
  }
  const me = async (): Promise<string> =>
    (self ??= placeOf(first).then(({ outputs }) => whoami(context.environment, cloud, outputs.region)));

  async function run(stack: string, commandFor: (environment: Environment) => Command): Promise<RolledOut> {
    const { report } = await rollOut(context, { stack, command, announced: true }, commandFor);
    const ending = report.ending === "nothing to do" ? "done" : report.ending;
    return { ending, says: report.says };
  }

  const ports: PromotionPorts = {
    look: async (stack) => {
      const { place, ...view } = await lookAt(context, stack, command);
      places.set(stack, place);
      return view;
    },
    whoAsks: async () => askerOf(context, others, await me()),
    isOn: async (branch, commit) =>
      others.github === undefined ? undefined : commit !== undefined && (await others.github.isOn(branch, commit)),
    facts: (release, entry) => factsOf(context, others, source, release, entry),
    readApprovals: (wave) => approvalsIn(others, approvingEnvironments(route.flow, route.path, wave)),
    async note(stack, event, by) {
      const written = { ...event, at: by?.at ?? new Date().toISOString(), by: by?.by ?? (await me()) };
      await withEvidence(context, await placeOf(stack), (store) =>
        store.append({ ...written, command: `promenade ${command}` }),
      );
    },
    deploy: (stack, release, oneWay) =>
      run(stack, ({ settings }) => ({
        ...{ kind: "deploy", rollout: newRollout(), release, oneWay },
        steps: valid(scheduleFrom(settings, given)),
      })),
    resume: (stack) => run(stack, () => ({ kind: "resume" })),
    async verify({ stack, record, weights }) {
      const environment = environmentOf(context, stack, command);
      const slot = soleSlot(weights);
      if (slot === undefined || record.slots[slot].release === null) return { passed: false, checks: [] };
      return verifyIn(environment, { slot, load: false, chaos: false });
    },
    async rollBack(stack, reason) {
      try {
        const { ending, says } = await run(stack, () => newRollback({ reason, forced: false }));
        return { ending: ending === "rolled back" ? "done" : ending, says };
      } catch (error) {
        // Whoever reads how the promotion ended has to know both: why it was to go back, and why it could not.
        const [problem] = describe(error).problems;
        return { ending: "failed", says: `${problem?.wrong}: ${problem?.found}; ${problem?.change}` };
      }
    },
    async openIssue({ stack, title, body }) {
      const repository = repositoryFor(context, target);
      if (repository === undefined || !isToldToGitHub(context, cloud)) return noIssue;
      if (!context.environment.GITHUB_TOKEN) return noIssue;
      try {
        const records = await openRecords(repository, context.environment);
        const labels = ["rollback"] as const;
        // One a rollback: what people have written into an earlier one stays.
        const text = [body, "---", await evidenceText(await placeOf(stack))].join("\n\n");
        const key = `rollback:${stack}:${shortHash(text, 12)}`;
        const { url } = await records.openIssue({ key, title, body: text, labels });
        return `issue: ${url}`;
      } catch (error) {
        return `no issue was opened: ${describe(error).problems[0]?.found}`;
      }
    },
    async notes(stack, promotion, previous, next) {
      const note = await noteOf(context, repositoryFor(context, target), previous, next);
      await ports.note(stack, { ...note, promotion });
    },
    now: () => Date.now(),
    pause: () => sleep(pause[cloud]),
    tell: (text) => context.output.say(text),
  };
  return ports;
}

const noIssue =
  "no issue was opened: that takes promenade:repository and a GITHUB_TOKEN, and a cloud that is not the sandbox";
