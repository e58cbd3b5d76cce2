import { heading, inline, type Level } from "../markdown";
import type { Change } from "./changes";
import type { Group, ReleaseNotes } from "./notes";

/** How many changes of a group are told one by one, and how long (characters) a title may be. */
const [most, longest] = [100, 200];

/** How one form of text writes what notes are made of. */
interface Style {
  readonly head: (level: Level, text: string) => string;
  readonly text: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly pullRequest: (number: number) => string;
  readonly commit: (hash: string) => string;
}

const short = (hash: string): string => hash.slice(0, 7);

/** @param repository its address, `https://github.com/acme/shop`; without one numbers and commits lead nowhere. */
export const markdownNotes = (notes: ReleaseNotes, repository?: string): string =>
  written(notes, {
    head: (level, text) => heading(level, inline(text)),
    text: inline,
    strong: (text) => `**${inline(text)}**`,
    pullRequest: (number) => (repository === undefined ? `#${number}` : `[#${number}](${repository}/pull/${number})`),
    commit: (hash) =>
      repository === undefined ? `\`${short(hash)}\`` : `[\`${short(hash)}\`](${repository}/commit/${hash})`,
  });

/** For a terminal. */
export const plainNotes = (notes: ReleaseNotes): string =>
  written(notes, {
    head: (_, text) => oneLine(text),
    text: oneLine,
    strong: oneLine,
    pullRequest: (number) => `#${number}`,
    commit: short,
  });

function written({ next, previous, says, groups, gone, authors }: ReleaseNotes, style: Style): string {
  const left: readonly Group[] =
    gone.length === 0 ? [] : [{ title: `No longer there, from ${previous?.release ?? "before"}`, changes: gone }];
  return [
    style.head(2, next.release),
    style.text(says),
    ...[...groups, ...left].flatMap(({ title, changes }) => [style.head(3, title), list(changes, style)]),
    ...(authors.length === 0 ? [] : [`By ${authors.map(style.text).join(", ")}.`]),
  ].join("\n\n");
}

function list(changes: readonly Change[], style: Style): string {
  const lines = changes.slice(0, most).map((change) => line(change, style));
  const more = changes.length - lines.length;
  return [...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join("\n");
}

function line({ title, scope, breaking, pullRequest, commits, authors }: Change, style: Style): string {
  const where = pullRequest === undefined ? commits.slice(0, 1).map(style.commit) : [style.pullRequest(pullRequest)];
  const many = commits.length > 1 ? [`${commits.length} commits`] : [];
  const told = breaking === undefined || breaking === title ? "" : `\n  ${style.text(cut(breaking))}`;
  const start = scope === undefined ? "" : `${style.strong(scope)}: `;
  const facts = [...where, ...many, ...authors.map(style.text)].join(", ");
  return `- ${start}${style.text(cut(title))} (${facts})${told}`;
}

const cut = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);

/** Nothing in it moves a terminal's cursor or changes its colours. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
