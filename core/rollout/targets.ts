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

/** All that belongs to a slot: these, and what stands beside them in a component. */
function slotResources(resources: readonly TargetableResource[], slot: Slot): readonly string[] {
  const parents = new Set(ofSlot(resources, slot).flatMap(({ parent }) => parent ?? []));
  return resources.filter(({ parent }) => parent !== undefined && parents.has(parent)).map(({ urn }) => urn);
}

/** What of a stack an update for a request is to touch: nothing else of the checkout ships along. */
export function targetsOf(resources: readonly TargetableResource[], asked: Asked): readonly string[] {
  switch (asked.kind) {
    case "traffic":
      return trafficRules(resources);
    case "slot":
      return slotResources(resources, asked.slot);
    case "capacity":
      return ofSlot(resources, asked.slot).map(({ urn }) => urn);
    case "migration":
      return resources.filter((one) => tagsOf(one)[recordTags.task] === migrationTask).map(({ urn }) => urn);
  }
}
