import { show, type Problem } from "../../problem";
import type { Draft } from "../draft";

/** Protection that an environment would own of a branch that does not feed it, and a hotfix's way. */
export function branchProblems(draft: Draft): readonly Problem[] {
  const { branches, tags } = draft;
  return [
    ...branches.parts.flatMap(({ where, name, value }) =>
      ownerProblems(where, name, "branch", value.protection?.owner, draft),
    ),
    ...tags.parts.flatMap(({ where, name, value }) =>
      ownerProblems(where, name, "tag", value.protection?.owner, draft),
    ),
    ...hotfixProblems(draft),
  ];
}

function ownerProblems(
  where: string,
  name: string,
  kind: "branch" | "tag",
  owner: string | undefined,
  { environments: { parts } }: Draft,
): readonly Problem[] {
  const environment = parts.find((one) => one.name === owner);
  const feeds = ({ value: { sources } }: (typeof parts)[number]): boolean =>
    sources.some((source) => source[kind] === name);
  if (environment === undefined || feeds(environment)) return [];
  return [
    {
      where: `${where}.protection.owner`,
      wrong: `the ${kind} does not feed the environment that would own its protection`,
      found: show(owner),
      allowed:
        parts
          .filter(feeds)
          .map((one) => one.name)
          .join(", ") || `none: nothing takes ${name}`,
      change: "name an environment that it feeds, or add it to that one's sources",
    },
  ];
}

function hotfixProblems({ hotfix, environments, paths }: Draft): readonly Problem[] {
  if (hotfix === undefined) return [];
  const [first = "", ...rest] = hotfix.path;
  const start = environments.parts.find(({ name }) => name === first);
  const enters = start?.value.sources.some(({ branch, automatic }) => branch === hotfix.branch && !automatic) ?? true;
  const steps = rest.map((to, at) => ({ from: hotfix.path[at] ?? "", to, at }));
  const known = steps.every(({ from, to }) => [from, to].every((name) => environments.names.includes(name)));
  return [
    ...(enters
      ? []
      : [
          {
            where: "hotfix.path[0]",
            wrong: `${hotfix.branch} is not deployed to ${first} by hand`,
            found: first,
            allowed: `an environment with the source { branch: ${hotfix.branch} }`,
            change: "add the source, or begin the hotfix's path elsewhere",
          },
        ]),
    ...(known ? steps : []).flatMap(({ from, to, at }) =>
      paths.parts.some(({ value }) => value.from === from && value.to === to)
        ? []
        : [
            {
              where: `hotfix.path[${at + 1}]`,
              wrong: "no path leads there",
              found: `${from} → ${to}`,
              allowed:
                paths.parts
                  .filter(({ value }) => value.from === from)
                  .map(({ value }) => value.to)
                  .join(", ") || `nothing: no path leaves ${from}`,
              change: "walk paths of the flow",
            },
          ],
    ),
  ];
}
