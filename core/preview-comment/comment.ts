import { heading, inline, table } from "../markdown";
import { isNews, isStopped, type Foreseen, type Previewed, type Stopped } from "./previewed";

/** GitHub takes 65,536 characters a comment: what would drown in a list is counted. */
const most = { changes: 60, findings: 20, characters: 60_000 } as const;

const signs = { create: "+", update: "~", replace: "±", delete: "−" } as const;
const kinds = { failed: "failed itself", broken: "broken", pending: "judged at up", note: "noted" } as const;

/** The comment on a pull request: what it would change of each stack, what the policies say, and what it costs. */
export function previewComment(previews: readonly Previewed[], commit?: string): string {
  const news = previews.filter(isNews);
  const same = previews.filter((one) => !isNews(one)).map(({ stack }) => `\`${stack}\``);
  const parts = [
    heading(2, titleOf(news.length)),
    ...(commit === undefined ? [] : [`As of ${commit.slice(0, 12)}.`]),
    ...(news.length === 0 ? [] : [table(["stack", "resources", "policies", "cost a month"], news.map(rowOf))]),
    ...(same.length === 0 ? [] : [`Nothing changes in ${same.join(", ")}.`]),
    ...news.map(detailsOf),
  ];
  const whole = parts.join("\n\n");
  return whole.length <= most.characters ? whole : parts.slice(0, -news.length).concat(tooLong).join("\n\n");
}

const tooLong = "What changes one by one is too long for a comment: `npx promenade preview --stack …` tells it.";

const titleOf = (stacks: number): string =>
  stacks === 0 ? "No stack changes" : `${stacks} ${stacks === 1 ? "stack changes" : "stacks change"}`;

function rowOf({ stack, preview }: Previewed): readonly string[] {
  if (isStopped(preview)) return [`\`${stack}\``, `**${inline(preview.error.kind)}**`, stoppers(preview), "–"];
  return [`\`${stack}\``, countsOf(preview), verdictOf(preview), costOf(preview)];
}

const stoppers = ({ error: { kind, problems } }: Stopped): string =>
  kind === "refused" ? `${problems.length} stop it` : "–";

function countsOf({ resources }: Foreseen): string {
  const told = (["create", "update", "replace", "delete"] as const)
    .filter((operation) => resources[operation] > 0)
    .map((operation) => `${signs[operation]}${resources[operation]}`);
  return told.join(" ") || "none";
}

function verdictOf({ policies }: Foreseen): string {
  const told = (["failed", "broken", "pending"] as const)
    .map((kind) => [policies.filter((one) => one.kind === kind).length, kinds[kind]] as const)
    .filter(([count]) => count > 0)
    .map(([count, said]) => `${count} ${said}`);
  return told.length === 0 ? "passed" : `passed; ${told.join(", ")}`;
}

function costOf({ cost: { monthly, before, budget } }: Foreseen): string {
  if (monthly === null) return "–";
  const difference = before === null ? "new" : signed(monthly - before);
  const over = monthly > budget ? ` **over the budget of ${budget}**` : ` of ${budget}`;
  return `${monthly.toFixed(2)} USD (${difference})${over}`;
}

const signed = (amount: number): string =>
  Math.abs(amount) < 0.005 ? "±0" : `${amount > 0 ? "+" : "−"}${Math.abs(amount).toFixed(2)}`;

function detailsOf(previewed: Previewed): string {
  const { stack, preview } = previewed;
  const body = isStopped(preview) ? problemsOf(preview) : [...changesOf(preview), ...findingsOf(preview)];
  return [`<details><summary>${stack}</summary>`, ...body, "</details>"].join("\n\n");
}

const problemsOf = ({ error: { problems } }: Stopped): readonly string[] =>
  shortened(
    problems.map(
      ({ where, wrong, found, change }) =>
        `- **${inline(where)}**: ${inline(wrong)}; found ${inline(found)}; do ${inline(change)}`,
    ),
    most.findings,
  );

function changesOf({ changes }: Foreseen): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes
    .slice(0, most.changes)
    .map(({ operation, name, type, properties }) => [
      `${signs[operation]} ${operation}`,
      inline(name),
      inline(type),
      properties.map(inline).join(", "),
    ]);
  return [table(["", "resource", "type", "properties"], rows), ...more(changes.length, most.changes)];
}

/** What only `up` can judge is counted in the table; what has passed is not told one by one. */
const findingsOf = ({ policies }: Foreseen): readonly string[] =>
  shortened(
    policies
      .filter(({ kind }) => kind === "broken" || kind === "failed")
      .map(
        ({ pack, rule, severity, enforcement, message }) =>
          `- \`${pack}/${rule}\` (${severity}, ${enforcement}): ${inline(message)}`,
      ),
    most.findings,
  );

const shortened = (lines: readonly string[], at: number): readonly string[] =>
  lines.length === 0 ? [] : [lines.slice(0, at).join("\n"), ...more(lines.length, at)];

const more = (all: number, shown: number): readonly string[] => (all > shown ? [`… and ${all - shown} more.`] : []);
