import Table from "cli-table3";
import { showDuration } from "../core/duration";
import { slots, type Slot } from "../core/release";
import type { Measured } from "../core/rollout/guard";
import { highestShare } from "../core/rollout/shares";
import type { View } from "../core/rollout/view";
import type { Output } from "./output";

/** What is shown of one slot while traffic moves. */
interface Row {
  readonly slot: Slot;
  readonly release: string;
  /** Percent; of the service that sends it most, where services differ. */
  readonly share: number;
  readonly healthy: number;
  readonly desired: number;
  /** Since the step began; undefined where nothing is measured, or nothing has arrived. */
  readonly measured: Measured | undefined;
  readonly alarms: readonly string[] | "unreadable";
}

/** Both slots as a table, then what goes on: for a terminal. */
export function liveTable(view: View, next: string, output: Output): string {
  const table = new Table({
    head: ["slot", "release", "share", "requests", "errors", "p99", "tasks"].map((head) => output.paint("bold", head)),
    colAligns: ["left", "left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { slot, release, share, healthy, desired, measured } of rowsOf(view)) {
    table.push([
      output.paint(slot, slot),
      release,
      `${share} %`,
      measured === undefined ? "–" : count(measured.requests),
      measured === undefined ? "–" : output.paint(measured.errors > 0 ? "red" : "dim", errors(measured)),
      p99(measured),
      output.paint(healthy < desired ? "red" : "dim", `${healthy}/${desired}`),
    ]);
  }
  const alarms = rowsOf(view).flatMap((row) => alarmText(row) ?? []);
  return [
    table.toString(),
    ...alarms.map((text) => `${output.paint("red", "alarm")}  ${text}`),
    ...[timeLeft(view), numbersUntil(view)].flatMap((text) => (text === undefined ? [] : [output.paint("dim", text)])),
    output.paint("cyan", next),
  ].join("\n");
}

/** The same in one line, for files and logs. */
export function liveLine(view: View, next: string): string {
  const each = rowsOf(view).map((row) => {
    const { slot, share, healthy, desired, measured } = row;
    const numbers =
      measured === undefined
        ? []
        : [`${count(measured.requests)} requests, ${errors(measured)} errors, p99 ${p99(measured)}`];
    return [`${slot} ${share} %`, ...numbers, `${healthy}/${desired} healthy`, alarmText(row)]
      .filter((text) => text !== undefined)
      .join(", ");
  });
  const parts = [...each, timeLeft(view), next].filter((text) => text !== undefined);
  return `${new Date(view.now).toISOString().replace(/\.\d+/, "")} ${parts.join("; ")}`;
}

/** What a reader must not have to wait for: all but numbers and time. */
export const liveGist = (view: View, next: string): string =>
  JSON.stringify([next, rowsOf(view).map(({ measured: _, ...rest }) => rest)]);

function rowsOf({ live, record, slots: seen, alarms, bake, standing: { ongoing } }: View): readonly Row[] {
  const receiver = ongoing?.direction === "forward" ? ongoing.started.slot : undefined;
  return slots.map((slot) => {
    const services = Object.values(seen[slot]);
    return {
      slot,
      release: record.slots[slot].release ?? "none",
      share: highestShare(live, slot),
      healthy: services.reduce((sum, { healthy }) => sum + healthy, 0),
      desired: services.reduce((sum, { desired }) => sum + desired, 0),
      measured: slot === receiver ? bake?.whole.receiver : bake?.whole.other,
      alarms: alarms[slot],
    };
  });
}

function timeLeft({ bake, now }: View): string | undefined {
  if (bake === undefined) return undefined;
  const planned = showDuration(bake.step.bakeSeconds);
  const left = Math.ceil((bake.startedAt + bake.step.bakeSeconds * 1000 - now) / 1000);
  return left > 0 ? `${minutes(left)} of ${planned} left` : `the planned ${planned} are over`;
}

/** Numbers arrive late on AWS: it is said up to when they go. */
function numbersUntil({ bake }: View): string | undefined {
  if (bake === undefined) return undefined;
  const { from, to } = bake.whole;
  return from === to ? "no numbers have arrived yet" : `numbers from ${clock(from)} to ${clock(to)} UTC`;
}

function alarmText({ slot, alarms }: Row): string | undefined {
  if (alarms === "unreadable") return `${slot}'s alarms cannot be read`;
  return alarms.length === 0 ? undefined : `${alarms.join(", ")} fires`;
}

const minutes = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;

const clock = (time: number): string => new Date(time).toISOString().slice(11, 19);

const count = (value: number): string => value.toLocaleString("en");

const errors = ({ errors: failed, requests }: Measured): string =>
  requests === 0 ? "0" : `${count(failed)} (${((100 * failed) / requests).toFixed(2)} %)`;

function p99(measured: Measured | undefined): string {
  const value = measured?.p99Seconds ?? null;
  if (value === null) return "–";
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${Number(value.toPrecision(3))} s`;
}
