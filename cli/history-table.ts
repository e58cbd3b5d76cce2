import Table from "cli-table3";
import type { History } from "../core/history/history";
import type { HistoryLine, Result } from "../core/history/line";
import { universal } from "../core/history/time";
import type { Output } from "./output";

type Style = Parameters<Output["paint"]>[0];

const styles: Readonly<Record<Result, Style>> = {
  began: "cyan",
  done: "dim",
  passed: "green",
  finished: "green",
  promoted: "green",
  "rolled back": ["bold", "yellow"],
  "given up": "yellow",
  paused: "yellow",
  frozen: "yellow",
  breach: ["bold", "red"],
  failed: ["bold", "red"],
  "under way": "cyan",
  unknown: "dim",
};

/** Columns that the sentences get at least, however narrow the terminal is. */
const narrowest = 40;

/** A row a thing that happened, newest first. */
export function historyTable(history: History, output: Output): string {
  const { stack, lines, older } = history;
  if (lines.length === 0) return `${stack}: nothing has happened yet`;
  return [
    output.paint("bold", stack),
    table(lines, output),
    ...(older === 0 ? [] : [output.paint("dim", `${older} older: --limit ${lines.length + older} shows all`)]),
  ].join("\n");
}

function table(lines: readonly HistoryLine[], output: Output): string {
  const cells = lines.map((line) => [universal(line.at), line.by ?? "–", line.what, line.result] as const);
  const { columns } = output.narration;
  const others = [0, 1, 3].map((column) => Math.max("result".length, ...cells.map((row) => row[column]?.length ?? 0)));
  const taken = others.reduce((sum, width) => sum + width + "|  ".length, "|  |".length);
  const rows = new Table({
    // On a terminal the sentences take what the others leave; elsewhere nothing is broken up.
    ...(columns === undefined
      ? {}
      : { colWidths: [null, null, Math.max(narrowest, columns - taken), null], wordWrap: true }),
    head: ["when", "who", "what", "result"].map((title) => output.paint("bold", title)),
    style: { head: [], border: [], compact: true },
  });
  lines.forEach(({ result }, index) => {
    const [at = "", by = "", what = ""] = cells[index] ?? [];
    rows.push([output.paint("dim", at), by, what, output.paint(styles[result], result)]);
  });
  return rows.toString();
}
