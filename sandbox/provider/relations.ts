import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "./errors";
import type { Context, Model, Reference } from "./model";
import { items, valuesAt } from "./rules";

/** `AWS::EC2::VPC` is an EC2 VPC to AWS, `github:index/issueLabel:IssueLabel` an IssueLabel. */
export const labelOf = ({ cfn, type }: Model): string =>
  cfn?.split("::").slice(1).join(" ") ?? type.slice(type.lastIndexOf(":") + 1);

/** Throws when a name that may exist once is taken, also by something deleted that AWS still remembers. */
export function refuseTaken(model: Model, inputs: Properties, context: Context, self?: CloudResource): void {
  for (const { by, scope = "region", code } of model.unique ?? []) {
    if (by[0] === undefined || inputs[by[0]] === undefined) continue;
    const same = (each: CloudResource) =>
      (scope === "account" || each.region === context.region) &&
      each.id !== self?.id &&
      by.every((name) => JSON.stringify(each.inputs[name]) === JSON.stringify(inputs[name]));
    const given = by.filter((name) => inputs[name] !== undefined);
    const names = given.map((name) => `${name} ${JSON.stringify(inputs[name])}`).join(", ");
    if (context.cloud.list(model.type).some(same)) {
      throw new ApiError(code, `${labelOf(model)} with ${names} already exists`);
    }
    const departed = context.cloud.departed(model.type, context.now).find(same);
    if (departed && model.departsUntil) {
      throw new ApiError(
        "InvalidRequestException",
        `You can't create this ${labelOf(model)} because one with ${names} is already scheduled for deletion (until ${departed.until})`,
      );
    }
  }
}

/** Throws when a property names a resource that does not exist. */
export function refuseMissing(model: Model, inputs: Properties, context: Context): void {
  for (const reference of model.references ?? []) {
    for (const value of namesIn(inputs, reference)) {
      if (reference.except?.test(value)) continue;
      const exists = typesOf(reference).some((type) =>
        context.cloud.list(type).some((each) => namesOf(each, reference).includes(value)),
      );
      if (!exists) throw new ApiError(reference.missing, `${reference.path} '${value}' does not exist`);
    }
  }
}

/** Throws when another resource still needs this one; returns those that go along with it. */
export function refuseInUse(
  resource: CloudResource,
  context: Context,
  models: readonly Model[],
): readonly CloudResource[] {
  const owned: CloudResource[] = [];
  for (const model of models) {
    for (const reference of model.references ?? []) {
      if (!typesOf(reference).includes(resource.type) || !(reference.blocks || reference.owned)) continue;
      for (const other of context.cloud.list(model.type)) {
        const named = namesIn(other.inputs, reference);
        if (other === resource || !namesOf(resource, reference).some((name) => named.includes(name))) continue;
        if (reference.owned) owned.push(other);
        else if (reference.blocks) {
          throw new ApiError(
            reference.blocks,
            `${resource.id} has a dependent object and cannot be deleted: ${labelOf(model)} ${other.id}`,
          );
        }
      }
    }
  }
  return owned;
}

const typesOf = ({ type }: Reference): readonly string[] => (typeof type === "string" ? [type] : type);

const namesOf = (resource: CloudResource, { by = ["id"] }: Reference): readonly string[] =>
  by.map((output) => String(output === "id" ? resource.id : resource.outputs[output]));

const namesIn = (inputs: Properties, { path }: Reference): readonly string[] =>
  valuesAt(inputs, path).flatMap(({ value, path: at }) => items(value, at).map((item) => String(item.value)));
