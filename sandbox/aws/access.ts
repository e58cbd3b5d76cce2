import type { Context } from "../provider/model";
import { text } from "./ids";

/** A call as a policy judges it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** The service that calls; a role's own policy names no caller. */
  readonly service?: string;
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

/** Whether the policy of a resource lets a service in. */
export const letsIn = (policy: string, call: Call & { readonly service: string }): boolean => allows([policy], call);

/** Whether policies, taken together, allow a call: a statement that does, and none that denies it. */
function allows(policies: readonly string[], call: Call): boolean {
  const fitting = policies
    .flatMap((policy) => (JSON.parse(policy) as { Statement?: Statement | Statement[] }).Statement ?? [])
    .filter((statement) => fits(statement, call));
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

function fits({ Action = [], Resource, Principal = {}, Condition = {} }: Statement, call: Call): boolean {
  const principals = Principal === "*" ? ["*"] : [Principal["Service"] ?? [], Principal["AWS"] ?? []].flat();
  return (
    (call.service === undefined || principals.some((each) => each === "*" || each === call.service)) &&
    [Action].flat().some((each) => like(each.toLowerCase(), call.action.toLowerCase())) &&
    (Resource === undefined || [Resource].flat().some((each) => like(each, call.resource))) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, call.context[key], [wanted].flat())),
    )
  );
}

/** A condition on what is not known, or by an operator that is not played here, never holds. */
function holds(operator: string, found: string | undefined, wanted: readonly string[]): boolean {
  if (found === undefined) return false;
  if (operator === "StringEquals" || operator === "Bool") return wanted.includes(found);
  if (/^(String|Arn)(Like|Equals)$/.test(operator)) return wanted.some((pattern) => like(pattern, found));
  return false;
}

/** AWS's wildcards: `*` is any text, `?` any one character. */
function like(pattern: string, found: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(found);
}

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

/** Whether a service may take on a role of the account, and with it make a call. */
export function mayAs(roleArn: unknown, service: string, source: string, call: Call, context: Context): boolean {
  const role = context.cloud.list(ROLE).find(({ outputs }) => outputs["arn"] === roleArn);
  if (role === undefined) return false;
  const circumstances = { "aws:SourceAccount": context.account, "aws:SourceArn": source };
  const assume = { service, action: "sts:AssumeRole", resource: "", context: circumstances };
  const own = context.cloud.list(ROLE_POLICY).filter(({ inputs }) => inputs["role"] === role.id);
  return (
    letsIn(text(role.inputs["assumeRolePolicy"]), assume) &&
    allows(
      own.map(({ inputs }) => text(inputs["policy"])),
      call,
    )
  );
}
