import { capacities, slots, type Capacity, type Slot, type Weights } from "./release";
import { recordTags, type Tags } from "./tags";

/** A resource as Pulumi's own state holds it. */
export interface StateResource {
  /** Pulumi type token, `aws:ecs/taskDefinition:TaskDefinition`. */
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface RecordedSlot {
  readonly release: string | null;
  readonly commit: string | null;
  readonly capacity: Capacity;
  /** Image by service; empty for a slot without a release. */
  readonly images: Readonly<Record<string, string>>;
  /** Tasks asked for, over all services. */
  readonly desired: number;
}

/** What Pulumi's own state says of traffic and slots. Live weights win over it. */
export interface Recorded {
  readonly revision: number;
  readonly slots: Readonly<Record<Slot, RecordedSlot>>;
  /** Shares by service; different shares mean an unfinished flip. */
  readonly weights: Readonly<Record<string, Weights>>;
}

const emptySlot: RecordedSlot = { release: null, commit: null, capacity: "none", images: {}, desired: 0 };

/** Reads the record out of a stack's resources; undefined while the stack has neither slots nor rules. */
export function readRecord(resources: readonly StateResource[]): Recorded | undefined {
  const ofType = (type: string): readonly StateResource[] => resources.filter((resource) => resource.type === type);
  const taskDefinitions = ofType("aws:ecs/taskDefinition:TaskDefinition").filter((one) => slotOf(one) !== undefined);
  const rules = ofType("aws:lb/listenerRule:ListenerRule").filter(isTrafficRule);
  if (taskDefinitions.length === 0 && rules.length === 0) return undefined;

  const services = ofType("aws:ecs/service:Service");
  const slotByTargetGroup = new Map(
    ofType("aws:lb/targetGroup:TargetGroup").map((one) => [one.outputs.arn, slotOf(one)]),
  );
  const slot = (name: Slot): RecordedSlot =>
    readSlot(
      taskDefinitions.filter((one) => slotOf(one) === name),
      services.filter((one) => slotOf(one) === name),
    );
  return {
    revision: Math.max(
      0,
      ...[...taskDefinitions, ...rules].map((one) => Number(tagsOf(one)[recordTags.revision] ?? 0)),
    ),
    slots: { blue: slot("blue"), green: slot("green") },
    weights: Object.fromEntries(
      rules.map((rule) => [tagsOf(rule)[recordTags.service] ?? "", readWeights(rule, slotByTargetGroup)]),
    ),
  };
}

function readSlot(taskDefinitions: readonly StateResource[], services: readonly StateResource[]): RecordedSlot {
  const desired = services.reduce((sum, { outputs }) => sum + Number(outputs.desiredCount ?? 0), 0);
  const [first] = taskDefinitions;
  if (first === undefined) return { ...emptySlot, desired };
  const tags = tagsOf(first);
  const release = tags[recordTags.release] ?? null;
  const capacity = capacities.find((one) => one === tags[recordTags.capacity]) ?? "none";
  const images = Object.fromEntries(
    taskDefinitions.map((one) => [tagsOf(one)[recordTags.service] ?? "", imageOf(one)]),
  );
  return {
    release,
    commit: tags[recordTags.commit] ?? null,
    capacity,
    images: release === null ? {} : images,
    desired,
  };
}

/** Test routes belong to a slot; what has a service and no slot splits the traffic. */
const isTrafficRule = (rule: StateResource): boolean =>
  slotOf(rule) === undefined && tagsOf(rule)[recordTags.service] !== undefined;

const tagsOf = ({ outputs }: StateResource): Tags => (outputs.tags as Tags | undefined) ?? {};

const slotOf = (resource: StateResource): Slot | undefined =>
  slots.find((slot) => slot === tagsOf(resource)[recordTags.slot]);

function imageOf({ outputs: { containerDefinitions: text } }: StateResource): string {
  const [container] = typeof text === "string" ? (JSON.parse(text) as { image?: string }[]) : [];
  return container?.image ?? "";
}

interface ForwardAction {
  readonly forward?: { readonly targetGroups?: readonly { readonly arn: string; readonly weight?: number }[] };
}

function readWeights(rule: StateResource, slotByTargetGroup: ReadonlyMap<unknown, Slot | undefined>): Weights {
  const actions = (rule.outputs.actions as readonly ForwardAction[] | undefined) ?? [];
  const groups = actions.flatMap(({ forward }) => forward?.targetGroups ?? []);
  const share = (slot: Slot): number =>
    groups.filter(({ arn }) => slotByTargetGroup.get(arn) === slot).reduce((sum, { weight = 0 }) => sum + weight, 0);
  return { blue: share("blue"), green: share("green") };
}
