import { list } from "./requirement";
import type { Properties } from "./rule";

/** A statement of an IAM, resource or key policy. */
export interface Statement {
  readonly id: string;
  readonly effect: unknown;
  readonly actions: readonly unknown[];
  readonly notActions: readonly unknown[];
  readonly resources: readonly unknown[];
  readonly notResources: readonly unknown[];
  /** Every one that is named, of whatever kind; `*` is everybody. */
  readonly principals: readonly unknown[];
  /** By operator, then key. */
  readonly conditions: Readonly<Record<string, Properties>>;
}

/** A policy as a resource holds it: JSON text, or an object. None where there is none. */
export function statementsOf(policy: unknown): readonly Statement[] {
  if (policy === undefined || policy === "") return [];
  const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as Properties;
  return list(document.Statement).map((statement, index) => read(statement as Properties, index));
}

function read(statement: Properties, index: number): Statement {
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, Condition = {} } = statement;
  return {
    id: typeof Sid === "string" && Sid !== "" ? `statement "${Sid}"` : `statement ${index + 1}`,
    effect: Effect,
    actions: list(Action),
    notActions: list(NotAction),
    resources: list(Resource),
    notResources: list(NotResource),
    principals:
      typeof Principal === "object" && Principal !== null ? Object.values(Principal).flatMap(list) : list(Principal),
    conditions: Condition as Statement["conditions"],
  };
}

/** Lets anybody in whatever they are: no condition narrows it. */
export function isPublic({ effect, principals, conditions }: Statement): boolean {
  return effect === "Allow" && principals.includes("*") && Object.keys(conditions).length === 0;
}
