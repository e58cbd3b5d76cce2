import type { Papers } from "../../core/promotion/asking";
import { InvalidInput, show, type Problem } from "../../core/problem";
import { releaseName } from "../../core/release";
import { schedules } from "../../core/rollout/schedule";
import { didYouMean } from "../../core/suggest";
import { scheduleFrom, type Parsed } from "../rollouts";
import type { Route } from "./route";

/** What the options of `promote` say. */
export interface Wish {
  /** Default: what is live in the source. */
  readonly release: string | undefined;
  readonly papers: Papers;
  readonly critical: boolean;
  /** The branch of a repair. */
  readonly hotfix: string | undefined;
  readonly oneWay: boolean;
  /** The last wave that is to be entered. */
  readonly wave: string | undefined;
  /** Only asks: what is still missing is no refusal. */
  readonly requestOnly: boolean;
}

type Given = Readonly<Record<string, unknown>>;

/** @throws InvalidInput with everything that is wrong. */
export function wishFrom(given: Given, { groups, name }: Route): Wish {
  const { release, wave } = given;
  const waves = groups.flatMap((group) => group.wave ?? []);
  const problems: readonly Problem[] = [
    ...(release === undefined || releaseName.safeParse(release).success ? [] : [noRelease(release)]),
    ...(wave === undefined || waves.includes(wave as string) ? [] : [noWave(wave, waves, name)]),
    ...problemsIn(scheduleFrom({ schedule: schedules["all-at-once"] }, given)),
  ];
  if (problems.length > 0) throw new InvalidInput(problems);
  return {
    release: release as string | undefined,
    papers: {
      ...(typeof given.summary === "string" ? { changeSummary: given.summary } : {}),
      ...(typeof given.change === "string" ? { changeTicket: given.change } : {}),
      ...(typeof given.rollbackPlan === "string" ? { rollbackPlan: given.rollbackPlan } : {}),
    },
    critical: given.critical === true,
    hotfix: given.hotfix as string | undefined,
    oneWay: given.oneWay === true,
    wave: wave as string | undefined,
    requestOnly: given.request === true,
  };
}

const problemsIn = (parsed: Parsed<unknown>): readonly Problem[] => ("problems" in parsed ? parsed.problems : []);

const noRelease = (found: unknown): Problem => ({
  where: "--release",
  wrong: "not valid",
  found: show(found),
  allowed: "1 to 64 letters, digits, '.', '_', '+' or '-'",
  change: "--release 2.0.0",
});

const noWave = (found: unknown, waves: readonly string[], environment: string): Problem => ({
  where: "--wave",
  wrong: waves.length === 0 ? `${environment} has no waves` : `no such wave${didYouMean(String(found), waves)}`,
  found: show(found),
  allowed: waves.join(", ") || "nothing",
  change: waves.length === 0 ? "leave --wave out" : "name one of them",
});
