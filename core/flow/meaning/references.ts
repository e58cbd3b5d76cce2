import type { Problem } from "../../problem";
import type { Draft } from "../draft";
import { unknownName } from "./unknown-name";

type Reference = readonly [where: string, name: string | undefined];

const each = (where: string, names: readonly string[] = []): readonly Reference[] =>
  names.map((name, at) => [`${where}[${at}]`, name] as const);

/** Names that stand for nothing in the file. */
export function referenceProblems(draft: Draft): readonly Problem[] {
  const { environments, paths, branches, tags, roles, mirrors, hotfix } = draft;
  const lasting = lastingOf(draft);
  const sources = environments.parts.flatMap(({ where, value }) =>
    value.sources.map((source, at) => ({ where: `${where}.sources[${at}]`, source })),
  );
  const entries = [
    ...sources.map(({ where, source }) => ({ where, entry: source })),
    ...paths.parts.map(({ where, value }) => ({ where, entry: value })),
  ];
  const toEnvironments: readonly Reference[] = [
    ...environments.parts.map(({ where, value }) => [`${where}.host`, value.host] as const),
    ...sources.flatMap(({ where, source }) => [
      [`${where}.environment`, source.environment] as const,
      [`${where}.artifact`, source.artifact] as const,
    ]),
    ...paths.parts.flatMap(({ where, value }) => [
      [`${where}.from`, value.from] as const,
      [`${where}.to`, value.to] as const,
    ]),
    ...mirrors.parts.flatMap(({ where, value }) => [
      [`${where}.of`, value.of] as const,
      [`${where}.by`, value.by] as const,
    ]),
    ...each("hotfix.path", hotfix?.path),
  ];
  const owners: readonly Reference[] = [...branches.parts, ...tags.parts].map(
    ({ where, value }) => [`${where}.protection.owner`, value.protection?.owner] as const,
  );
  const toBranches: readonly Reference[] = [
    ...sources.map(({ where, source }) => [`${where}.branch`, source.branch] as const),
    ...branches.parts.map(({ where, value }) => [`${where}.mergeBackInto`, value.mergeBackInto] as const),
    ["hotfix.branch", hotfix?.branch],
  ];
  const toTags: readonly Reference[] = [
    ...sources.map(({ where, source }) => [`${where}.tag`, source.tag] as const),
    ...entries.map(({ where, entry }) => [`${where}.gates.tag`, entry.gates.tag] as const),
  ];
  const toEither = environments.parts.flatMap(({ where, value }) => each(`${where}.deploysFrom`, value.deploysFrom));
  const toRoles: readonly Reference[] = [
    ...entries.flatMap(({ where, entry }) => [
      ...each(`${where}.reviewers`, entry.reviewers),
      ...entry.gates.checklist.map(({ role }, at) => [`${where}.gates.checklist[${at}].role`, role] as const),
    ]),
    ...environments.parts.flatMap(({ where, value: { access } }) =>
      (["deploy", "database", "shell"] as const).flatMap((right) => each(`${where}.access.${right}`, access[right])),
    ),
  ];
  const kinds: readonly (readonly [string, readonly Reference[], readonly string[]])[] = [
    ["environment", [...toEnvironments, ...owners], lasting],
    ["branch", toBranches, branches.names],
    ["tag", toTags, tags.names],
    ["branch or tag", toEither, [...branches.names, ...tags.names]],
    ["role", toRoles, roles.names],
  ];
  return kinds.flatMap(([kind, references, known]) =>
    references.flatMap(([where, name]) =>
      name === undefined || known.includes(name) ? [] : [unknownName(where, kind, name, known)],
    ),
  );
}

/** Environments that releases stay in; nothing is promoted into or out of a pull request's own. */
function lastingOf({ environments: { names, parts } }: Draft): readonly string[] {
  const ephemeral = parts.filter(({ value }) => value.ephemeral).map(({ name }) => name);
  return names.filter((name) => !ephemeral.includes(name));
}
