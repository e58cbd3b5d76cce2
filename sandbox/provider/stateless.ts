import type { CloudResource } from "../cloud";
import { ACCOUNT, type Control, type State, type Wanted } from "./control";
import type { Context, Model } from "./model";
import { type Caller, outputsOf, secretsOf, without } from "./preview";

/** Resources that are values, not things: they live in the engine's state and nowhere else, as `random`'s do. */
export class Stateless implements Control {
  async create(model: Model, name: string, { inputs, secrets }: Wanted): Promise<CloudResource> {
    const assigned = model.assigned?.(inputs, NOWHERE, name) ?? {};
    return {
      type: model.type,
      id: model.id(inputs, NOWHERE, assigned),
      region: "",
      inputs,
      outputs: { ...assigned, ...outputsOf(inputs) },
      secrets: secretsOf(model, secrets),
    };
  }

  /** The state is the resource: reading gives it back. Nothing can be found by an id alone. */
  async read(model: Model, { id, inputs, outputs }: State): Promise<CloudResource | undefined> {
    if (Object.keys(outputs).length === 0) return undefined;
    return { type: model.type, id, region: "", inputs, outputs, secrets: secretsOf(model, []) };
  }

  async update(model: Model, state: State, { inputs, secrets }: Wanted, _: Caller): Promise<CloudResource> {
    const outputs = { ...without(state.outputs, Object.keys(state.inputs)), ...outputsOf(inputs) };
    return { type: model.type, id: state.id, region: "", inputs, outputs, secrets: secretsOf(model, secrets) };
  }

  async delete(): Promise<void> {}
}

const NOWHERE: Context = {
  cloud: { get: () => undefined, list: () => [], departed: () => [] },
  region: "",
  account: ACCOUNT,
  now: new Date(0),
};
