import { show, type Problem } from "../../problem";
import type { Draft, Part, Parts } from "../draft";
import type { FlowEnvironment } from "../environment";
import type { Path } from "../path-schema";
import { promotedFrom, type Source } from "../source";

/** Ways into environments that nothing takes, that nobody described, or that two environments claim. */
export function entryProblems({ environments, paths }: Draft): readonly Problem[] {
  return [
    ...environments.parts.flatMap((environment) => [
      ...orphan(environment),
      ...environment.value.sources.flatMap((source, at) =>
        promotionProblems(`${environment.where}.sources[${at}]`, environment.name, source, paths),
      ),
    ]),
    ...paths.parts.flatMap((path) => [...unfed(path, environments.parts), ...repeated(path, paths.parts)]),
    ...contested(environments.parts),
  ];
}

const orphan = ({ where, value: { sources } }: Part<FlowEnvironment>): readonly Problem[] =>
  sources.length > 0
    ? []
    : [
        {
          where: `${where}.sources`,
          wrong: "nothing feeds the environment",
          found: "no sources",
          allowed: "a branch, a tag, pull requests or another environment",
          change: "say where its releases come from, or remove the environment",
        },
      ];

function promotionProblems(where: string, to: string, source: Source, known: Parts<Path>): readonly Problem[] {
  const paths = known.parts.map(({ value }) => value);
  const from = promotedFrom(source);
  if (from === undefined || (from === to && source.artifact !== undefined)) return [];
  const asks = source.approvals > 0 || source.waitMinutes > 0 || source.reviewers.length > 0;
  return [
    // One that cannot be read may be the one that is missed.
    ...(paths.length < known.names.length || paths.some((path) => path.from === from && path.to === to)
      ? []
      : [
          {
            where: `${where}.${source.environment === undefined ? "artifact" : "environment"}`,
            wrong: "no path leads from there",
            found: `${from} → ${to}`,
            allowed: listOf(paths.filter((path) => path.to === to)),
            change: `add { from: ${from}, to: ${to} } to paths, or remove the source`,
          },
        ]),
    ...(asks
      ? [
          {
            where,
            wrong: "what a promotion asks for stands with its path",
            found: "approvals, reviewers or waitMinutes",
            allowed: "nothing of the kind in a source that takes another environment's images",
            change: `move them to the path from ${from} to ${to}`,
          },
        ]
      : []),
  ];
}

/** A path into an environment whose sources do not say so. */
function unfed(path: Part<Path>, environments: readonly Part<FlowEnvironment>[]): readonly Problem[] {
  const { from, to } = path.value;
  const target = environments.find(({ name }) => name === to);
  if (target === undefined || target.value.sources.some((source) => promotedFrom(source) === from)) return [];
  return [
    {
      where: path.where,
      wrong: `${to} does not take releases from there`,
      found: `${from} → ${to}`,
      allowed: target.value.sources.map(promotedFrom).filter(Boolean).join(", ") || "no environment",
      change: `add { environment: ${from} } to the sources of ${to}, or remove the path`,
    },
  ];
}

function repeated({ where, value: { from, to } }: Part<Path>, paths: readonly Part<Path>[]): readonly Problem[] {
  if (paths.find(({ value }) => value.from === from && value.to === to)?.where === where) return [];
  return [
    {
      where,
      wrong: "the path stands there already",
      found: `${from} → ${to}`,
      allowed: "each pair once",
      change: "remove one of the two",
    },
  ];
}

/** What is pushed once is deployed once: two environments must not both take it by themselves. */
function contested(environments: readonly Part<FlowEnvironment>[]): readonly Problem[] {
  const automatic = environments.flatMap(({ where, name, value: { sources } }) =>
    sources.flatMap(({ automatic, branch, tag, pullRequest }, at) =>
      automatic ? [{ where: `${where}.sources[${at}]`, name, what: show({ branch, tag, pullRequest }) }] : [],
    ),
  );
  return automatic.flatMap(({ where, what, name }, at) => {
    const first = automatic.slice(0, at).find((other) => other.what === what && what !== "{}");
    return first === undefined
      ? []
      : [
          {
            where,
            wrong: "another environment takes it by itself already",
            found: `${first.name} and ${name}: ${what}`,
            allowed: "one environment for each push",
            change: "let one of them be fed by hand, or by promotion",
          },
        ];
  });
}

const listOf = (paths: readonly Path[]): string =>
  paths.map(({ from, to }) => `${from} → ${to}`).join(", ") || "no path leads there";
