import { slots, type Slot } from "../../core/release";
import type { Recorded } from "../../core/record";
import { commonWeights } from "../../core/rollout/shares";
import { standingOf, type Ongoing, type Standing } from "../../core/rollout/standing";
import type { Seen } from "../../core/rollout/view";
import type { Context } from "../context";
import { exitCodes } from "../failure";
import { environmentOf } from "./environment";
import { lookAtStack } from "./look";

/** `traffic show --json` */
export interface TrafficReport {
  readonly stack: string;
  readonly revision: number;
  /** Live shares by service. */
  readonly live: Seen["live"];
  readonly slots: Readonly<Record<Slot, SlotReport>>;
  readonly rollout: { readonly doing: string; readonly by: string; readonly since: string } | null;
  readonly frozen: { readonly by: string; readonly since: string; readonly reason: string } | null;
}

interface SlotReport {
  readonly release: string | null;
  readonly capacity: string;
  readonly services: Seen["slots"][Slot];
  readonly alarms: Seen["alarms"][Slot];
}

/** `traffic show`: what is live, and what is going on. Changes nothing. */
export async function showTraffic(context: Context, stack: string): Promise<number> {
  const { record, seen, events } = await lookAtStack(environmentOf(context, stack, "traffic show"));
  const report = reportOf(stack, record, seen, standingOf(events));
  context.output.result(report, () => textOf(report));
  return exitCodes.done;
}

function reportOf(stack: string, record: Recorded, seen: Seen, { ongoing, frozen }: Standing): TrafficReport {
  const slot = (name: Slot): SlotReport => {
    const { release, capacity } = record.slots[name];
    return { release, capacity, services: seen.slots[name], alarms: seen.alarms[name] };
  };
  return {
    ...{ stack, revision: record.revision, live: seen.live },
    slots: { blue: slot("blue"), green: slot("green") },
    rollout: ongoing ? { doing: doing(ongoing), by: ongoing.started.by, since: ongoing.started.at } : null,
    frozen: frozen ? { by: frozen.by, since: frozen.at, reason: frozen.reason } : null,
  };
}

function doing(ongoing: Ongoing): string {
  if (ongoing.direction === "back") return `goes back to ${ongoing.started.to}: ${ongoing.started.reason}`;
  const { slot, steps, deploy } = ongoing.started;
  const what = deploy === undefined ? slot : `${deploy.release} in ${slot}`;
  return `${what} is to get ${steps.map(({ share }) => `${share} %`).join(", ") || "no requests yet"}`;
}

function textOf({ stack, live, slots: each, rollout, frozen }: TrafficReport): string {
  const weights = commonWeights(live);
  const lines = slots.map((name) => {
    const { release, capacity, services, alarms } = each[name];
    const tasks = Object.entries(services).map(([service, one]) => `${service} ${one.healthy}/${one.desired} healthy`);
    const share = weights === undefined ? "  ?" : String(weights[name]).padStart(3);
    const firing = alarms === "unreadable" ? "alarms unreadable" : alarms.join(", ") || "no alarm";
    return `  ${name.padEnd(6)}${share} %  ${(release ?? "no release").padEnd(12)} ${capacity.padEnd(5)} ${tasks.join(", ")}; ${firing}`;
  });
  const mixed = Object.entries(live).map(([service, one]) => `  ${service}: blue ${one.blue}, green ${one.green}`);
  return [
    stack,
    ...lines,
    ...(weights === undefined ? ["  services differ:", ...mixed] : []),
    ...(rollout ? [`  under way: ${rollout.doing}; by ${rollout.by} since ${rollout.since}`] : []),
    ...(frozen ? [`  frozen by ${frozen.by} since ${frozen.since}: ${frozen.reason}`] : []),
    ...(rollout ? [`  unguarded unless somebody drives it: npx promenade traffic resume --stack ${stack}`] : []),
  ].join("\n");
}
