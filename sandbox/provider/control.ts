import type { Cloud, CloudResource, Properties } from "../cloud";
import { applyEffect, type Effects } from "../effects";
import type { PackageSchema } from "../schema/schema";
import { compare } from "./compare";
import { ApiError } from "./errors";
import type { Context, Model } from "./model";
import { type Caller, common, outputsOf, secretsOf, without } from "./preview";
import { refuseInUse, refuseMissing, refuseTaken } from "./relations";

/** The account that the local cloud plays. */
export const ACCOUNT = "000000000000";

/** A resource as the engine's state has it. */
export interface State {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What a caller wants a resource to be: checked inputs, and the names of those that it marked secret. */
export interface Wanted {
  readonly inputs: Properties;
  readonly secrets: readonly string[];
}

/** What carries out the engine's calls. `signal` is aborted when the caller no longer waits. */
export interface Control {
  create(model: Model, name: string, wanted: Wanted, caller: Caller, signal: AbortSignal): Promise<CloudResource>;
  /** The resource as it is, or undefined when there is none. `state` has no inputs when it is being imported. */
  read(model: Model, state: State, caller: Caller): Promise<CloudResource | undefined>;
  update(model: Model, state: State, wanted: Wanted, caller: Caller, signal: AbortSignal): Promise<CloudResource>;
  delete(model: Model, state: State, caller: Caller): Promise<void>;
}

/** The record exists, but what it stands for did not come up. */
export class NotReady extends Error {
  constructor(
    readonly resource: CloudResource,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Carries out calls on the local cloud's records, refusing what the real cloud would refuse. */
export class ControlPlane implements Control {
  /** Effects under way, by record: whoever asks for the record meanwhile waits, even when the one who began is gone. */
  private readonly underway = new Map<string, Promise<CloudResource>>();

  constructor(
    private readonly cloud: Cloud,
    private readonly effects: Effects,
    private readonly schema: PackageSchema,
    private readonly models: readonly Model[],
  ) {}

  /** Once called and not refused, the resource exists, whether or not the caller waits for the rest. */
  async create(
    model: Model,
    name: string,
    wanted: Wanted,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<CloudResource> {
    const { inputs } = wanted;
    const context = this.context((inputs["region"] as string | undefined) ?? caller.region);
    refuseTaken(model, inputs, context);
    refuseMissing(model, inputs, context);
    model.refuseCreate?.(inputs, context);
    const assigned = model.assigned?.(inputs, context, name) ?? {};
    const { type, id } = { type: model.type, id: model.id(inputs, context, assigned) };
    const resource = { type, id, region: context.region, inputs, outputs: { ...assigned, ...outputsOf(inputs) } };
    return this.write(resource, model, wanted, caller, signal);
  }

  async read(model: Model, { id, outputs }: State, caller: Caller): Promise<CloudResource | undefined> {
    const recordId = model.shownId ? ((outputs["arn"] as string | undefined) ?? id) : id;
    const found = this.find(model, recordId, (outputs["region"] as string | undefined) ?? caller.region);
    if (!found) return undefined;
    await this.underway.get(keyOf(found))?.catch(() => undefined);
    return this.cloud.get(found.type, found.id, found.region);
  }

  /** Sends only what changed since the state was recorded: what others changed in the record meanwhile stays. */
  async update(
    model: Model,
    state: State,
    wanted: Wanted,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<CloudResource> {
    const previous = await this.read(model, state, caller);
    if (!previous) throw new ApiError("NotFound", `${state.id} does not exist`);
    const context = this.context(previous.region);
    const changed = new Set(compare(model, state.inputs, wanted.inputs).map(({ property }) => property));
    const removed = [...changed].filter((name) => wanted.inputs[name] === undefined);
    const changes = Object.fromEntries(Object.entries(wanted.inputs).filter(([name]) => changed.has(name)));
    const inputs = { ...without(previous.inputs, removed), ...changes, __defaults: wanted.inputs["__defaults"] };
    refuseTaken(model, inputs, context, previous);
    refuseMissing(model, changes, context);
    model.refuseUpdate?.(inputs, previous, context);
    const outputs = { ...without(previous.outputs, removed), ...outputsOf(changes) };
    return this.write({ ...previous, inputs, outputs }, model, wanted, caller, signal);
  }

  /** Deletes a resource and what belongs to it; one that is gone already is no error. */
  async delete(model: Model, state: State, caller: Caller): Promise<void> {
    const resource = await this.read(model, state, caller);
    if (!resource) return;
    const context = this.context(resource.region);
    model.refuseDelete?.(resource, context);
    const owned = refuseInUse(resource, context, this.models);
    const left = model.leaves?.(resource, context);
    if (left) await this.cloud.put(left);
    await Promise.all(this.dismiss(model.companions?.(resource, context) ?? [], context));
    for (const each of [...owned, resource]) {
      await this.effects[each.type]?.remove(each);
      const until = each === resource ? model.departsUntil?.(resource, context.now) : undefined;
      await this.cloud.delete(each.type, each.id, { region: each.region, ...(until && { until }) });
    }
  }

  /** Records a resource with all that follows from its inputs, then makes the real thing match. */
  private async write(resource: CloudResource, model: Model, wanted: Wanted, caller: Caller, signal: AbortSignal) {
    const schema = this.schema.resources[model.type];
    if (!schema) throw new Error(`No schema was read for ${model.type}`);
    const { id, inputs, region, secrets = [] } = resource;
    const outputs = { ...model.fills, ...resource.outputs, ...common(schema, inputs, { ...caller, region }) };
    const derived = model.derived?.(inputs, { ...outputs, id }, this.context(region));
    const record = {
      ...resource,
      outputs: { ...outputs, ...derived, id: model.shownId?.(resource) ?? id },
      secrets: secretsOf(model, [...secrets, ...wanted.secrets]),
    };
    const previous = this.cloud.get(model.type, id, region);
    // All at once: between the record and what goes along with it, nobody else gets a word in.
    const written = Promise.all([this.cloud.put(record), ...this.accompany(model, previous, record)]);
    return this.settle(record, written, signal);
  }

  /** Makes what goes along with a record, and removes what went along with it as it was before. */
  private accompany(model: Model, previous: CloudResource | undefined, record: CloudResource): Promise<void>[] {
    const context = this.context(record.region);
    const companions = model.companions?.(record, context) ?? [];
    const missing = companions.filter(({ type, id, region }) => !this.cloud.get(type, id, region));
    const before = previous ? (model.companions?.(previous, context) ?? []) : [];
    const gone = before.filter((each) => !companions.some(({ type, id }) => type === each.type && id === each.id));
    return [...missing.map((each) => this.cloud.put(each)), ...this.dismiss(gone, context)];
  }

  /** Removes companions with all that belongs to them. */
  private dismiss(companions: readonly CloudResource[], context: Context): Promise<void>[] {
    const owned = companions.flatMap((each) => refuseInUse(each, context, this.models));
    return [...owned, ...companions].map(({ type, id, region }) => this.cloud.delete(type, id, { region }));
  }

  private async settle(resource: CloudResource, written: Promise<unknown>, signal: AbortSignal) {
    const key = keyOf(resource);
    const settling = written.then(() => applyEffect(this.cloud, this.effects, resource, signal));
    settling.catch(() => undefined); // told below, where somebody waits
    this.underway.set(key, settling);
    try {
      await written;
      return await settling.catch((error: unknown) => {
        throw new NotReady(this.cloud.get(resource.type, resource.id, resource.region) ?? resource, error);
      });
    } finally {
      if (this.underway.get(key) === settling) this.underway.delete(key);
    }
  }

  /** By id, or by another id that the real provider's `import` takes; the caller's region first. */
  private find(model: Model, id: string, region: string): CloudResource | undefined {
    const exact = this.cloud.get(model.type, id, region) ?? this.cloud.get(model.type, id);
    if (exact || !model.importIds) return exact;
    const named = (each: CloudResource) => model.importIds?.(each, this.context(each.region)).includes(id);
    const matching = this.cloud.list(model.type).filter(named);
    return matching.find((each) => each.region === region) ?? matching[0];
  }

  private context(region: string): Context {
    return { cloud: this.cloud, region, account: ACCOUNT, now: new Date() };
  }
}

const keyOf = ({ type, region, id }: CloudResource): string => `${type} ${region} ${id}`;
