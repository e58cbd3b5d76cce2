import { isText, list } from "./requirement";
import type { Properties } from "./rule";

/** A statement of an IAM, resource or key policy. */
export interface Statement {
  readonly id: string;
  readonly effect: unknown;
  readonly actions: readonly unknown[];
  readonly notActions: readonly unknown[];
  readonly resources: readonly unknown[];
  readonly notResources: readonly unknown[];
  /** Every one that is named, of whatever kind; `*` is everybody, or everybody but some. */
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
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition = {} } = statement;
  return {
    id: isText(Sid) ? `statement "${Sid}"` : `statement ${index + 1}`,
    effect: Effect,
    actions: list(Action),
    notActions: list(NotAction),
    resources: list(Resource),
    notResources: list(NotResource),
    principals: NotPrincipal === undefined ? named(Principal) : ["*"],
    conditions: Condition as Statement["conditions"],
  };
}

/** `*`, or one or several of a kind: `{ AWS: [...], Service: "…" }`. */
const named = (principal: unknown): readonly unknown[] =>
  list(principal).flatMap((one) => (typeof one === "object" ? Object.values(one as object).flatMap(list) : [one]));

/** Lets anybody in whatever they are: no condition narrows it. */
export function isPublic({ effect, principals, conditions }: Statement): boolean {
  return effect === "Allow" && principals.includes("*") && Object.keys(conditions).length === 0;
}
