import { parseDuration } from "../core/duration";
import { InvalidInput, show, type Problem } from "../core/problem";
import { commitHash, imageReference, releaseName, slots, type Release, type Weights } from "../core/release";
import { schedules, withBake, type Schedule } from "../core/rollout/schedule";
import { weightsOf } from "../core/rollout/shares";
import type { Settings } from "../core/settings";
import { didYouMean } from "../core/suggest";
import { imagesAgain } from "./again";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { regionsOf, type Target } from "./promotion/route";
import { rollBackDirectly } from "./rollout/direct";
import { rollBackRegions } from "./rollout/regions";
import { newRollback, newRollout, runRollout } from "./rollout/run";
import { showTraffic as showStack } from "./rollout/show";

type Given = Readonly<Record<string, unknown>>;

const stackOf = ({ options }: Context): string => options.stack ?? defaultStack;

/** `traffic show` */
export const showTraffic = async (context: Context): Promise<number> => showStack(context, stackOf(context));

/** `deploy` */
export async function deployRelease(context: Context, given: Given): Promise<number> {
  const stack = stackOf(context);
  const wanted = given.again === undefined ? given : { ...given, image: await imagesAgain(context, stack, given) };
  return runRollout(context, { stack, command: `deploy --release ${String(given.release)}` }, ({ settings }) => {
    const release = valid(releaseFrom(wanted, settings));
    const steps = given.shift === false ? [] : valid(scheduleFrom(settings, given));
    return { kind: "deploy", rollout: newRollout(), release, steps, oneWay: given.oneWay === true };
  });
}

/** `traffic shift` */
export async function shiftTraffic(context: Context, given: Given): Promise<number> {
  return runRollout(context, { stack: stackOf(context), command: "traffic shift" }, ({ settings }) => ({
    kind: "shift",
    rollout: newRollout(),
    steps: valid(scheduleFrom(settings, given)),
  }));
}

/** `traffic set` */
export async function setTraffic(context: Context, asked: string): Promise<number> {
  const weights = valid(weightsFrom(asked));
  return runRollout(context, { stack: stackOf(context), command: `traffic set ${asked}` }, () => ({
    kind: "set",
    rollout: newRollout(),
    weights,
  }));
}

/** `traffic resume` */
export async function resumeRollout(context: Context, yields: boolean): Promise<number> {
  return runRollout(context, { stack: stackOf(context), command: "traffic resume", yields }, () => ({
    kind: "resume",
  }));
}

/** `traffic abort` */
export async function abortRollout(context: Context, given: Given): Promise<number> {
  const reason = valid(reasonFrom(given));
  return runRollout(context, { stack: stackOf(context), command: "traffic abort" }, () => ({
    kind: "abort",
    rollout: newRollout(),
    reason,
  }));
}

/** `rollback` */
export async function rollBack(context: Context, given: Given): Promise<number> {
  const reason = valid(reasonFrom(given));
  const forced = given.forced === true;
  const regions = regionsOf(context, stackOf(context));
  if (regions !== undefined && given.direct === true) throw new InvalidInput([directIsForOne(regions)]);
  if (regions !== undefined) return rollBackRegions(context, regions, { reason, forced });
  if (given.direct === true) return rollBackDirectly(context, stackOf(context), { reason, forced });
  return runRollout(context, { stack: stackOf(context), command: "rollback" }, () => newRollback({ reason, forced }));
}

/** Where the state is away, nobody can say which regions a release has come to. */
const directIsForOne = ({ name, groups }: Target): Problem => ({
  where: "--direct",
  wrong: "it works on one region at a time",
  found: `--stack ${name}`,
  allowed: groups.flatMap(({ stacks }) => stacks).join(", "),
  change: "run it for each region that is to go back",
});

/** `retire` */
export async function retireSlots(context: Context, yields: boolean): Promise<number> {
  return runRollout(context, { stack: stackOf(context), command: "retire", yields }, () => ({ kind: "retire" }));
}

export type Parsed<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

export function valid<T>(parsed: Parsed<T>): T {
  if ("problems" in parsed) throw new InvalidInput(parsed.problems);
  return parsed.value;
}

function reasonFrom({ reason }: Given): Parsed<string> {
  if (typeof reason === "string" && reason.trim().length > 0) return { value: reason.trim() };
  const allowed = "a sentence for those who read the history";
  return {
    problems: [{ where: "--reason", wrong: "missing", found: show(reason), allowed, change: 'add --reason "…"' }],
  };
}

/** `green=10` */
function weightsFrom(asked: string): Parsed<Weights> {
  const [, name, percent] = /^([a-z]+)=(\d{1,3})$/.exec(asked) ?? [];
  const slot = slots.find((one) => one === name);
  if (slot !== undefined && Number(percent) <= 100) return { value: weightsOf(slot, Number(percent)) };
  const wrong = name === undefined ? "not a slot and its share" : `not weights${didYouMean(name, slots)}`;
  return {
    problems: [
      {
        where: "traffic set",
        wrong,
        found: show(asked),
        allowed: "blue=0 to blue=100, or green=…, in whole percents",
        change: "traffic set green=10",
      },
    ],
  };
}

/** The environment's schedule, or the one that was named, with the bakes that were asked for. */
export function scheduleFrom(settings: Pick<Settings, "schedule">, { schedule, bake }: Given): Parsed<Schedule> {
  const named = schedule === undefined ? settings.schedule : schedules[schedule as keyof typeof schedules];
  const names = Object.keys(schedules);
  const seconds = bake === undefined ? undefined : parseDuration(textOf(bake));
  const problems = [
    ...((named as Schedule | undefined) === undefined
      ? [
          {
            where: "--schedule",
            wrong: `no such schedule${didYouMean(String(schedule), names)}`,
            found: show(schedule),
            allowed: names.join(", "),
            change: "name one of them",
          },
        ]
      : []),
    ...(bake !== undefined && (seconds === undefined || seconds > 86_400)
      ? [
          {
            where: "--bake",
            wrong: "not a time",
            found: show(bake),
            allowed: "0s to 24h, such as 90s or 5m",
            change: "--bake 5m",
          },
        ]
      : []),
  ];
  if (problems.length > 0) return { problems };
  return { value: seconds === undefined ? named : withBake(named, seconds) };
}

/** `--release 2.0.0 --image app=REF@sha256:…`, or all images in one text; with a single service its name may be left out. */
export function releaseFrom({ release, image, commit }: Given, { services }: Settings): Parsed<Release> {
  const names = services.map(({ name }) => name);
  const given = (Array.isArray(image) ? image : image === undefined ? [] : [image]).map(String);
  const references = given.flatMap((text) => text.trim().split(/\s+/));
  const images = references.map((text) => {
    const [, service, reference] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(text) ?? [];
    return service === undefined ? [names.length === 1 ? names[0] : undefined, text] : [service, reference];
  });
  const problems: Problem[] = [
    ...flag(
      "--release",
      releaseName.safeParse(release).success,
      release,
      "1 to 64 letters, digits, '.', '_', '+' or '-'",
      "--release 2.0.0",
    ),
    ...flag(
      "--commit",
      commit === undefined || commitHash.safeParse(commit).success,
      commit,
      "7 to 40 hexadecimal digits",
      "--commit 9f8d0b1",
    ),
    ...images.flatMap(([service, reference], at) => [
      ...flag(
        "--image",
        service !== undefined && names.includes(service),
        references[at],
        `SERVICE=REF@sha256:… with a service of the stack: ${names.join(", ")}`,
        `name the service: --image ${names[0]}=…`,
      ),
      ...flag(
        "--image",
        imageReference.safeParse(reference).success,
        references[at],
        "an image by digest, NAME@sha256:<64 hex digits>: a tag may mean another image tomorrow",
        "take the digest that your registry or your build shows",
      ),
    ]),
    ...names
      .filter((name) => !images.some(([service]) => service === name))
      .map((name) => ({
        where: "--image",
        wrong: `missing for ${name}: a slot runs every service`,
        found: references.join(", ") || "nothing",
        allowed: names.map((one) => `${one}=REF@sha256:…`).join(" "),
        change: `add --image ${name}=REF@sha256:…`,
      })),
  ];
  if (problems.length > 0) return { problems };
  return {
    value: {
      release: String(release),
      images: Object.fromEntries(images) as Record<string, string>,
      ...(commit === undefined ? {} : { commit: textOf(commit) }),
    },
  };
}

const flag = (where: string, right: boolean, found: unknown, allowed: string, change: string): readonly Problem[] =>
  right ? [] : [{ where, wrong: found === undefined ? "missing" : "not valid", found: show(found), allowed, change }];

/** Options are text, or switches. */
const textOf = (option: unknown): string => (typeof option === "string" ? option : "");
