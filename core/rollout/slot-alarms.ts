import type { StateResource } from "../record";
import { slots, type Slot } from "../release";
import { recordTags, type Tags } from "../tags";
import { rolloutNamespace } from "../watch/unattended";

/** Names of alarms by the slot that they watch. */
export type AlarmNames = Readonly<Record<Slot, readonly string[]>>;

type Slots = ReadonlySet<Slot>;

/** Reads out of Pulumi's state which alarms watch which slot: those on its metrics, and those made of such alarms. */
export function slotAlarms(resources: readonly StateResource[]): AlarmNames {
  const watched = watchedNames(resources);
  const metricAlarms = resources
    .filter(({ type, outputs }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm" && !isOfRollouts(outputs))
    .map(({ outputs }) => ({ name: String(outputs.name), slots: union(dimensionsOf(outputs).map(slotsOf)) }));
  const byName = new Map(metricAlarms.map((one) => [one.name, one.slots]));
  const compositeAlarms = resources
    .filter(({ type }) => type === "aws:cloudwatch/compositeAlarm:CompositeAlarm")
    .map(({ outputs }) => ({
      name: String(outputs.alarmName),
      slots: union(namesIn(String(outputs.alarmRule)).map((name) => byName.get(name) ?? new Set())),
    }));
  const namesOf = (slot: Slot): readonly string[] =>
    [...metricAlarms, ...compositeAlarms].filter((one) => one.slots.has(slot)).map(({ name }) => name);
  return { blue: namesOf("blue"), green: namesOf("green") };

  function slotsOf({ TargetGroup, ServiceName }: Dimensions): Slots {
    return new Set([watched.get(TargetGroup), watched.get(ServiceName)].filter((slot) => slot !== undefined));
  }
}

/** Names that a slot's metrics go under: of its target groups and its ECS services. */
function watchedNames(resources: readonly StateResource[]): ReadonlyMap<unknown, Slot> {
  const names: Readonly<Record<string, string>> = {
    "aws:lb/targetGroup:TargetGroup": "arnSuffix",
    "aws:ecs/service:Service": "name",
  };
  return new Map(
    resources.flatMap(({ type, outputs }) => {
      const name = names[type];
      const tag = (outputs.tags as Tags | undefined)?.[recordTags.slot];
      const slot = slots.find((one) => one === tag);
      return name === undefined || slot === undefined ? [] : [[outputs[name], slot] as const];
    }),
  );
}

type Dimensions = Readonly<Record<string, unknown>>;

interface AlarmOutputs {
  readonly dimensions?: Dimensions | null;
  readonly metricQueries?: readonly { readonly metric?: QueriedMetric | null }[] | null;
}

interface QueriedMetric {
  readonly namespace?: string;
  readonly dimensions?: Dimensions | null;
}

/** An alarm on who drives says nothing of how a slot is. */
const isOfRollouts = ({ metricQueries }: AlarmOutputs): boolean =>
  (metricQueries ?? []).some(({ metric }) => metric?.namespace === rolloutNamespace);

/** Of the one metric that an alarm watches, and of those that it computes with. */
function dimensionsOf({ dimensions, metricQueries }: AlarmOutputs): readonly Dimensions[] {
  const all = [dimensions, ...(metricQueries ?? []).map(({ metric }) => metric?.dimensions)];
  return all.filter((one) => one !== undefined && one !== null);
}

/** Alarms that a composite alarm's rule names, by name or ARN (AWS: `ALARM("name") AND NOT OK(arn:…:alarm:name)`). */
const namesIn = (rule: string): readonly string[] =>
  [...rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*"?([^")]+?)"?\s*\)/g)].map(([, named = ""]) =>
    named.replace(/^arn:.*:alarm:/, ""),
  );

const union = (sets: readonly Slots[]): Slots => new Set(sets.flatMap((set) => [...set]));
