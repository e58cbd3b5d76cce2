import type { Problem } from "../../problem";
import type { Draft } from "../draft";

/** Regions that would get a release twice, waves that could not be told apart, and regions of what has no stack of its own. */
export function waveProblems({ environments }: Draft): readonly Problem[] {
  return environments.parts.flatMap(({ where, name, value: { regions = [], ephemeral } }) => {
    const all = regions.flatMap((wave, at) =>
      wave.regions.map((region, index) => ({ at: `${where}.regions[${at}].regions[${index}]`, found: region })),
    );
    const named = regions.map((wave, at) => ({ at: `${where}.regions[${at}].name`, found: wave.name }));
    return [
      ...[...repeated(all), ...repeated(named)].map(({ at, found }) => ({
        where: at,
        wrong: "stands there already",
        found,
        allowed: "each region and each wave's name once",
        change: "remove one of the two",
      })),
      ...(ephemeral && regions.length > 0
        ? [
            {
              where: `${where}.regions`,
              wrong: "a pull request's environment lives where its host does",
              found: all.map(({ found }) => found).join(", "),
              allowed: "nothing",
              change: `remove the regions of ${name}`,
            },
          ]
        : []),
    ];
  });
}

const repeated = <T extends { readonly found: string }>(all: readonly T[]): readonly T[] =>
  all.filter(({ found }, at) => all.findIndex((one) => one.found === found) < at);
