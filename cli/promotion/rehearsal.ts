import Table from "cli-table3";
import { approvalsNeeded } from "../../core/flow/approval";
import { plainNotes } from "../../core/notes/text";
import type { GateState } from "../../core/promotion/gate-results";
import { settingDifferences, type SettingDifference } from "../../core/promotion/setting-differences";
import { nextWave, type Group } from "../../core/promotion/waves";
import type { Context } from "../context";
import { exitCodes } from "../failure";
import { notesFor } from "../notes";
import type { Output } from "../output";
import { packNames } from "../policy-packs";
import { policyLines } from "../policy-summary";
import { repositoryFor } from "../repository";
import { readStackFile, settingsOf } from "../stack-file";
import { changes } from "../summary";
import { regionsOf } from "./drive";
import { foresee, type Foreseen } from "./foresight";
import { judge } from "./gates";
import type { PromotionPorts, StackView } from "./ports";
import { entryFor, lookAtAll, type Subject } from "./subject";
import { regionLines } from "./told";

/** `promote --dry-run --json` */
export interface Rehearsal {
  readonly from: string;
  readonly to: string;
  readonly release: string;
  readonly images: Readonly<Record<string, string>>;
  /** The stacks that would be entered next, and their wave; none where all have it. */
  readonly wave: string | null;
  readonly stacks: readonly string[];
  readonly gates: readonly GateState[];
  readonly approvals: { readonly needed: number; readonly of: readonly string[] };
  readonly goingBack: boolean;
  /** What the stacks have now, by stack. */
  readonly now: Readonly<Record<string, string | null>>;
  readonly notes: string;
  readonly settings: readonly SettingDifference[];
  readonly foreseen: Foreseen | null;
}

/** `promote --dry-run`: everything that would be asked and done, and nothing of it is. */
export async function rehearse(context: Context, ports: PromotionPorts, subject: Subject): Promise<number> {
  const { route, path, release } = subject;
  const views = await lookAtAll(ports, route.groups);
  const step = nextWave(route.groups, regionsOf(subject, views), ports.now());
  const group: Group | undefined = step.do === "done" ? route.groups[0] : step.group;
  const stacks = step.do === "enter" ? step.stacks : [];
  if (group === undefined) throw new Error("an environment has stacks");
  const judged = await judge({ ...ports, note: () => Promise.resolve() }, subject, group, views);
  const view = views.find((one) => one.stack === (stacks[0] ?? group.stacks[0]));
  const [from, to] = [route.source, view?.stack ?? route.name].map((one) =>
    settingsOf(readStackFile(context.checkout, one)),
  );
  const repository = repositoryFor(context, readStackFile(context.checkout, route.source));
  const notes = await notesFor(context, { repository, previous: view?.live, next: release });
  const evidence = { verified: `rehearsal of ${route.source}`, approvals: "rehearsal" };
  const foreseen = view && (await foresee(context, view, { ...release, evidence }));
  const entry = entryFor(subject, group);
  const needed = approvalsNeeded(entry, judged.request.critical);
  const rehearsal: Rehearsal = {
    ...{ from: path.from, to: path.to, release: release.release, images: release.images },
    ...{ wave: group.wave ?? null, stacks, gates: judged.states, goingBack: judged.request.goingBack },
    approvals: { needed, of: entry.reviewers },
    now: Object.fromEntries(views.map(({ stack, live }) => [stack, live?.release ?? null])),
    notes: plainNotes(notes),
    settings: from === undefined || to === undefined ? [] : settingDifferences(from, to),
    foreseen: foreseen ?? null,
  };
  context.output.result(rehearsal, () => told(rehearsal, views, context));
  return exitCodes.done;
}

function told(rehearsal: Rehearsal, views: readonly StackView[], context: Context): string {
  const { output, checkout, options } = context;
  const { from, to, release, wave, stacks, gates, approvals, notes, settings, foreseen } = rehearsal;
  const heading = (text: string): string => `\n${output.paint("bold", text)}`;
  const into = wave === null ? to : `${to}, ${wave}`;
  const missing = gates.filter(({ passed }) => !passed).length;
  const policies =
    foreseen === null ? [] : policyLines(foreseen.findings, packNames(checkout), options.verbose === true);
  return [
    output.paint(["bold", "green"], `${release}: ${from} → ${into}, as it would be; nothing was changed`),
    heading("Now"),
    ...regionLines(views),
    stacks.length === 0 ? `  every stack has it, or waits for another one` : `  next: ${stacks.join(", ")}`,
    heading(missing === 0 ? "Gates: all passed" : `Gates: ${missing} of ${gates.length} stand against it`),
    gateTable(gates, output),
    ...(approvals.needed > 0 ? [`  ${approvals.needed} of ${approvals.of.join(", ")} must approve`] : []),
    heading("Release notes"),
    indented(notes),
    heading(`Settings that it would find other than in ${from}`),
    ...(settings.length === 0 ? ["  none"] : settings.map((one) => `  ${one.setting}: ${one.from} → ${one.to}`)),
    ...(foreseen === null
      ? [heading("Deploy"), "  no slot is free for it: both have requests"]
      : [
          heading("Deploy"),
          `  resources  ${changes(foreseen.resources)}`,
          `  policies   ${foreseen.refused ? "refused: " : ""}${policies.join(`\n${" ".repeat(13)}`)}`,
          `  cost       ${foreseen.cost.monthly.toFixed(2)} USD a month, of ${foreseen.cost.budget}; a release changes no size`,
        ]),
  ].join("\n");
}

function gateTable(gates: readonly GateState[], output: Output): string {
  const table = new Table({
    head: ["gate", "state", "found", "do"].map((title) => output.paint("bold", title)),
    style: { head: [], border: [], compact: true },
  });
  for (const { gate, passed, found, change } of gates) {
    table.push([gate, output.paint(passed ? "green" : "red", passed ? "passed" : "missing"), found, change ?? ""]);
  }
  return table.toString();
}

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
