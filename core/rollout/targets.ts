import type { Slot } from "../release";
import { migrationTask, recordTags, type Tags } from "../tags";
import type { Asked } from "./decision";

/** A resource of a state, as far as it tells whose it is. */
export interface TargetableResource {
  readonly urn: string;
  readonly type: string;
  /** URN of the component that it belongs to. */
  readonly parent?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const tagsOf = ({ outputs = {} }: TargetableResource): Tags => (outputs.tags as Tags | undefined) ?? {};

/** The rules that split the traffic: they have a service, and no slot. */
export const trafficRules = (resources: readonly TargetableResource[]): readonly string[] =>
  resources
    .filter(({ type }) => type === "aws:lb/listenerRule:ListenerRule")
    .filter((one) => tagsOf(one)[recordTags.slot] === undefined && tagsOf(one)[recordTags.service] !== undefined)
    .map(({ urn }) => urn);

/** A slot's services, and what their tasks are counted by. */
const ofSlot = (resources: readonly TargetableResource[], slot: Slot): readonly TargetableResource[] =>
  resources.filter((one) => countedTypes.includes(one.type) && tagsOf(one)[recordTags.slot] === slot);

const countedTypes = ["aws:ecs/service:Service", "aws:appautoscaling/target:Target"];

/** What changes the count of a slot's tasks by the clock: it restores the bounds that the slot had when it was made. */
function clockOf(resources: readonly TargetableResource[], slot: Slot): readonly TargetableResource[] {
  const counted = ofSlot(resources, slot).flatMap(({ outputs: { resourceId } = {} }) =>
    typeof resourceId === "string" ? [resourceId] : [],
  );
  return resources.filter(
    ({ type, outputs = {} }) =>
      type === "aws:appautoscaling/scheduledAction:ScheduledAction" && counted.includes(String(outputs.resourceId)),
  );
}

/** How much of a slot runs. */
const capacityOf = (resources: readonly TargetableResource[], slot: Slot): readonly string[] =>
  [...ofSlot(resources, slot), ...clockOf(resources, slot)].map(({ urn }) => urn);

/** All that belongs to a slot: this, and what stands beside its services in a component. */
function slotResources(resources: readonly TargetableResource[], slot: Slot): readonly string[] {
  const parents = new Set(ofSlot(resources, slot).flatMap(({ parent }) => parent ?? []));
  const beside = resources.filter(({ parent }) => parent !== undefined && parents.has(parent)).map(({ urn }) => urn);
  return [...new Set([...beside, ...capacityOf(resources, slot)])];
}

/** What of a stack an update for a request is to touch: nothing else of the checkout ships along. */
export function targetsOf(resources: readonly TargetableResource[], asked: Asked): readonly string[] {
  switch (asked.kind) {
    case "traffic":
      return trafficRules(resources);
    case "slot":
      return slotResources(resources, asked.slot);
    case "capacity":
      return capacityOf(resources, asked.slot);
    case "migration":
      return resources.filter((one) => tagsOf(one)[recordTags.task] === migrationTask).map(({ urn }) => urn);
  }
}
