/** A heading of this level and deeper ones. */
export type Level = 1 | 2 | 3 | 4 | 5 | 6;

/**
 * Text that others have written, as one line of Markdown that shows it and does nothing else: no markup, no HTML, no new
 * cell of a table, no writing that turns round, and nobody is called by their name at GitHub.
 */
export function inline(text: string): string {
  return text
    .replace(/\p{Bidi_Control}/gu, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .replace(/[\\`*[\]|~]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/(?<!\w)@(?=\w)/g, "@&#8203;")
    .replace(/^(\d+)([.)])(?= |$)/, "$1\\$2")
    .replace(/^[#+=-]/, "\\$&");
}

/** Markdown as a quotation, whatever headings it has. */
export const quoted = (markdown: string): string =>
  markdown
    .trim()
    .split(/\r\n|[\n\r]/)
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");

/** A table; cells are Markdown of one line each. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export const heading = (level: Level, markdown: string): string => `${"#".repeat(level)} ${markdown}`;
