import { capacities, slots, type Capacity, type Slot, type Weights } from "./release";
import { migrationTask, recordTags, type Tags } from "./tags";

/** A resource as Pulumi's own state holds it. */
export interface StateResource {
  /** Pulumi type token, `aws:ecs/taskDefinition:TaskDefinition`. */
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface RecordedSlot {
  readonly release: string | null;
  readonly commit: string | null;
  /** Of the last request that deployed it; how much of it runs may have changed since. */
  readonly revision: number;
  /** Whether that request came to its end in every service; a service's bounds change last. */
  readonly complete: boolean;
  readonly capacity: Capacity;
  /** Image by service; empty for a slot without a release. */
  readonly images: Readonly<Record<string, string>>;
  /** ARN of the task definition that is to run, by service. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Between which counts autoscaling may move each service. */
  readonly minimum: Readonly<Record<string, number>>;
  readonly maximum: Readonly<Record<string, number>>;
  /** Tasks asked for, over all services. */
  readonly desired: number;
}

/** What is registered to migrate the database. */
export interface RecordedMigration {
  readonly release: string;
  /** ARN of the task definition. */
  readonly definition: string;
  /** Of the request that registered it. */
  readonly revision: number;
}

/** What Pulumi's own state says of traffic and slots. Live weights win over it. */
export interface Recorded {
  /** The highest of all that carries one. */
  readonly revision: number;
  /** Of the last request that moved requests. */
  readonly moved: number;
  readonly slots: Readonly<Record<Slot, RecordedSlot>>;
  /** Shares by service; different shares mean an unfinished flip. */
  readonly weights: Readonly<Record<string, Weights>>;
  /** Null where nothing migrates, and as long as there is no release to do it. */
  readonly migration: RecordedMigration | null;
}

/** Reads the record out of a stack's resources; undefined while the stack has neither slots nor rules. */
export function readRecord(resources: readonly StateResource[]): Recorded | undefined {
  const ofType = (type: string): readonly StateResource[] => resources.filter((resource) => resource.type === type);
  const definitions = ofType("aws:ecs/taskDefinition:TaskDefinition");
  const taskDefinitions = definitions.filter((one) => slotOf(one) !== undefined);
  const rules = ofType("aws:lb/listenerRule:ListenerRule").filter(isTrafficRule);
  if (taskDefinitions.length === 0 && rules.length === 0) return undefined;

  const services = ofType("aws:ecs/service:Service");
  const targets = ofType("aws:appautoscaling/target:Target");
  const migrations = definitions.filter((one) => tagsOf(one)[recordTags.task] === migrationTask);
  const slotByTargetGroup = new Map(
    ofType("aws:lb/targetGroup:TargetGroup").map((one) => [one.outputs.arn, slotOf(one)]),
  );
  const slot = (name: Slot): RecordedSlot => {
    const of = (all: readonly StateResource[]) => all.filter((one) => slotOf(one) === name);
    return readSlot(of(taskDefinitions), of(targets), of(services));
  };
  return {
    revision: highestRevision([...taskDefinitions, ...targets, ...rules, ...migrations]),
    moved: highestRevision(rules),
    slots: { blue: slot("blue"), green: slot("green") },
    weights: byService(rules, (rule) => readWeights(rule, slotByTargetGroup)),
    migration: migrations.map(readMigration).find((one) => one !== null) ?? null,
  };
}

function readSlot(
  taskDefinitions: readonly StateResource[],
  targets: readonly StateResource[],
  services: readonly StateResource[],
): RecordedSlot {
  const tags = tagsOf(taskDefinitions[0]);
  const release = tags[recordTags.release] ?? null;
  const capacity = tagsOf(targets[0])[recordTags.capacity];
  return {
    release,
    commit: tags[recordTags.commit] ?? null,
    revision: highestRevision(taskDefinitions),
    complete: isComplete(taskDefinitions, targets),
    capacity: capacities.find((one) => one === capacity) ?? "none",
    images: release === null ? {} : byService(taskDefinitions, imageOf),
    definitions: byService(taskDefinitions, ({ outputs }) => String(outputs.arn)),
    minimum: byService(targets, ({ outputs }) => Number(outputs.minCapacity)),
    maximum: byService(targets, ({ outputs }) => Number(outputs.maxCapacity)),
    desired: services.reduce((sum, { outputs }) => sum + Number(outputs.desiredCount ?? 0), 0),
  };
}

function isComplete(taskDefinitions: readonly StateResource[], targets: readonly StateResource[]): boolean {
  const deployed = highestRevision(taskDefinitions);
  return (
    taskDefinitions.every((one) => revisionOf(one) === deployed) && targets.every((one) => revisionOf(one) >= deployed)
  );
}

function readMigration(definition: StateResource): RecordedMigration | null {
  const release = tagsOf(definition)[recordTags.release];
  if (release === undefined) return null;
  return { release, definition: String(definition.outputs.arn), revision: highestRevision([definition]) };
}

const revisionOf = (resource: StateResource): number => Number(tagsOf(resource)[recordTags.revision] ?? 0);

const highestRevision = (resources: readonly StateResource[]): number => Math.max(0, ...resources.map(revisionOf));

const byService = <T>(
  resources: readonly StateResource[],
  read: (resource: StateResource) => T,
): Readonly<Record<string, T>> =>
  Object.fromEntries(resources.map((one) => [tagsOf(one)[recordTags.service] ?? "", read(one)]));

/** Test routes belong to a slot; what has a service and no slot splits the traffic. */
const isTrafficRule = (rule: StateResource): boolean =>
  slotOf(rule) === undefined && tagsOf(rule)[recordTags.service] !== undefined;

const tagsOf = (resource: StateResource | undefined): Tags => (resource?.outputs.tags as Tags | undefined) ?? {};

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
