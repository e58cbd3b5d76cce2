/** A service's call as the policy of a resource judges it. */
export interface ServiceCall {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** What AWS knows about the circumstances, by condition key. */
  readonly context: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Whether the policy of a resource lets a service in: a statement that does, and none that denies it. */
export function letsIn(policy: string, call: ServiceCall): boolean {
  const { Statement: written = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const fitting = [written].flat().filter((statement) => fits(statement, call));
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

function fits(statement: Statement, { service, action, resource, context }: ServiceCall): boolean {
  const { Action = [], Resource = [], Principal = {}, Condition = {} } = statement;
  const principals = Principal === "*" ? ["*"] : [Principal["Service"] ?? [], Principal["AWS"] ?? []].flat();
  return (
    principals.some((each) => each === "*" || each === service) &&
    [Action].flat().some((each) => like(each.toLowerCase(), action.toLowerCase())) &&
    [Resource].flat().some((each) => like(each, resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, context[key], [wanted].flat())),
    )
  );
}

/** A condition on what is not known, or by an operator that is not played here, never holds. */
function holds(operator: string, found: string | undefined, wanted: readonly string[]): boolean {
  if (found === undefined) return false;
  if (operator === "StringEquals" || operator === "Bool" || operator === "ArnEquals") return wanted.includes(found);
  if (operator === "StringLike" || operator === "ArnLike") return wanted.some((pattern) => like(pattern, found));
  return false;
}

/** AWS's wildcards: `*` is any text, `?` any one character. */
function like(pattern: string, found: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(found);
}
