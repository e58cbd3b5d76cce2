import Table from "cli-table3";
import { assumptionLines, type CostReport } from "../core/cost/report";
import type { PricedResource } from "../core/cost/estimate";
import type { Output } from "./output";

/** A group a block, its resources by price, then the total against the budget and all that it rests on. */
export function costTable(report: CostReport, output: Output): string {
  const { stack, source, monthly, budget, overBudget, prices, warning, free, notEstimated } = report;
  const share = Math.round((monthly / budget) * 100);
  const total = `${usd(monthly)} USD a month, ${share} % of the budget of ${usd(budget)} USD`;
  return [
    `${output.paint("bold", stack)}, as ${source}, in USD a month at the tier's normal size`,
    table(report, output),
    overBudget
      ? output.paint(["bold", "red"], `OVER BUDGET: ${total}: ${usd(monthly - budget)} USD too much`)
      : output.paint("green", `within budget: ${total}`),
    `prices on demand of ${prices.region}, as of ${prices.asOf}, without free tiers; ${free} resources cost nothing`,
    ...(warning === undefined ? [] : [`${output.paint("yellow", "warning")}  ${warning}`]),
    ...notEstimated.map(({ type, name, why }) => `${output.paint("red", "not estimated")}  ${name} (${type}): ${why}`),
    ...section(
      "Unused",
      report.unused.map(({ name, why }) => `${name}: ${why}`),
      output,
    ),
    ...section(
      "What a year's commitment would save, about",
      report.savings.map(({ what, now, percent, saved }) => `${usd(saved)} of ${usd(now)} USD (${percent} %): ${what}`),
      output,
    ),
    ...section("Assumed (promenade:cost.assumptions)", assumptionLines(report), output),
  ].join("\n");
}

function table({ groups }: CostReport, output: Output): string {
  const rows = new Table({
    head: ["resource", "what for", "USD"].map((title) => output.paint("bold", title)),
    colAligns: ["left", "left", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, monthly, resources } of groups.filter((group) => group.monthly > 0)) {
    rows.push([output.paint("cyan", name), "", output.paint("cyan", usd(monthly))]);
    for (const row of rowsOf(resources)) rows.push([`  ${row.name}`, output.paint("dim", row.what), usd(row.monthly)]);
  }
  return rows.toString();
}

interface Row {
  readonly name: string;
  readonly what: string;
  readonly monthly: number;
}

/** Dearest first; what costs little stands together with its kind. */
function rowsOf(resources: readonly PricedResource[]): readonly Row[] {
  const paid = resources.filter(({ monthly }) => monthly >= 0.005);
  const small = paid.filter(({ monthly }) => monthly < 1);
  const kinds = [...new Set(small.map(({ type }) => type))];
  const together = kinds.map((kind): Row => {
    const own = small.filter(({ type }) => type === kind);
    const name = own[0]?.name ?? kind;
    const monthly = own.reduce((sum, one) => sum + one.monthly, 0);
    return { name: own.length === 1 ? name : `${name} and ${own.length - 1} more`, what: whatFor(own[0]), monthly };
  });
  const alone = paid
    .filter(({ monthly }) => monthly >= 1)
    .map((one): Row => ({ name: one.name, what: whatFor(one), monthly: one.monthly }));
  return [...alone, ...together].sort((one, other) => other.monthly - one.monthly);
}

function whatFor(resource: PricedResource | undefined): string {
  const lines = (resource?.lines ?? []).filter(({ monthly }) => monthly >= 0.005);
  const [largest] = [...lines].sort((one, other) => other.monthly - one.monthly);
  return `${largest?.what ?? ""}${lines.length > 1 ? `, and ${lines.length - 1} more` : ""}`;
}

const section = (title: string, lines: readonly string[], output: Output): readonly string[] =>
  lines.length === 0 ? [] : ["", output.paint("bold", title), ...lines.map((line) => `  ${line}`)];

const usd = (amount: number): string => amount.toFixed(2);
