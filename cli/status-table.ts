import Table from "cli-table3";
import { slots, type Slot } from "../core/release";
import type { EnvironmentStatus, SlotState } from "../core/status";
import type { Output } from "./output";

type Style = Parameters<Output["paint"]>[0];

const stateStyles: Readonly<Record<SlotState, Style>> = {
  live: "green",
  starting: "yellow",
  fallback: "cyan",
  standby: "blue",
  empty: "dim",
};

/** A row an environment, with both slots side by side, then whatever needs attention. */
export function statusTable(environments: readonly EnvironmentStatus[], output: Output): string {
  const table = new Table({
    head: ["environment", "blue", "green", "traffic", "rev", "USD a month", "url"].map((title) =>
      output.paint("bold", title),
    ),
    style: { head: [], border: [], compact: true },
  });
  for (const environment of environments) {
    const { name, tier, revision, url, domain, traffic } = environment;
    table.push([
      `${output.paint("bold", name)} ${output.paint("dim", tier === name ? "" : tier)}`.trim(),
      ...slots.map((slot) => slotCell(environment, slot, output)),
      slots.some((slot) => traffic[slot] > 0) ? bar(traffic, output) : output.paint("dim", "–"),
      revision === 0 ? output.paint("dim", "–") : revision,
      costCell(environment, output),
      url === null
        ? output.paint("dim", "–")
        : output.paint("cyan", url) + (domain === null ? "" : `\n${output.paint("dim", `for ${domain}`)}`),
    ]);
  }
  const attention = environments.flatMap(({ name, alarms, drift, pending }) => [
    ...alarms.map((text) => `${output.paint("red", "alarm")}  ${prefixed(name, text)}`),
    ...drift.map((text) => `${output.paint("yellow", "drift")}  ${prefixed(name, text)}`),
    ...(pending.length === 0
      ? []
      : [
          `${output.paint("cyan", "pending")}  ${name}: ${pending.join(", ")}: new settings, which the next deploy ships`,
        ]),
  ]);
  const next = environments.every(({ revision }) => revision === 0)
    ? ["Nothing is deployed yet: npx promenade up --stack dev"]
    : [];
  return [table.toString(), ...attention, ...next].join("\n");
}

function slotCell({ slots: all }: EnvironmentStatus, slot: Slot, output: Output): string {
  const { release, state, healthy, desired } = all[slot];
  if (release === null) return output.paint("dim", "empty");
  const health = output.paint(healthy < desired ? "red" : "dim", `${healthy}/${desired}`);
  return `${release} ${output.paint(stateStyles[state], state)} ${health}`;
}

/** The estimate and the budget. */
function costCell({ cost: { monthly, budget } }: EnvironmentStatus, output: Output): string {
  if (monthly === null) return output.paint("dim", "–");
  return output.paint(monthly > budget ? "red" : "dim", `${Math.round(monthly)} of ${budget}`);
}

const barCells = 10;

/** `blue ███████░░░ green` in the share that each gets. */
function bar({ blue, green }: EnvironmentStatus["traffic"], output: Output): string {
  const cells = Math.round((blue / Math.max(1, blue + green)) * barCells);
  const drawn = output.paint("blue", "█".repeat(cells)) + output.paint("green", "█".repeat(barCells - cells));
  return `${drawn} ${blue}:${green}`;
}

const prefixed = (name: string, text: string): string => (text.startsWith(`${name}:`) ? text : `${name}: ${text}`);
