import { matches, type Rule } from "../provider/rules";

/** A policy document as IAM reads it: statements with an effect, actions, and what they apply to. */
export const policyDocument: Rule = (value, path) => {
  const fault = policyFault(String(value));
  return fault && `"${path}" contains an invalid JSON policy: ${fault}`;
};

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Principal?: unknown;
}

/** The statements of a policy document; none when it is not one. */
export function statementsOf(document: string): readonly Statement[] {
  try {
    const { Statement: statements } = JSON.parse(document) as { Statement?: Statement | Statement[] };
    return statements === undefined ? [] : [statements].flat();
  } catch {
    return [];
  }
}

function policyFault(document: string): string | undefined {
  if (!document.trimStart().startsWith("{")) return "leading space characters or no JSON object";
  const statements = statementsOf(document);
  if (statements.length === 0) return "it has no Statement";
  for (const { Effect, Action, NotAction } of statements) {
    if (Effect !== "Allow" && Effect !== "Deny") return `Effect must be Allow or Deny, not ${JSON.stringify(Effect)}`;
    if (Action === undefined && NotAction === undefined) return "a Statement has neither Action nor NotAction";
    const actions = [Action ?? NotAction].flat();
    const wrong = actions.find((each) => typeof each !== "string" || !/^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/.test(each));
    if (wrong !== undefined) return `${JSON.stringify(wrong)} is not an action: service:Action expected`;
  }
  return undefined;
}

/** IAM's names: letters, digits and `+=,.@-_`. */
export const iamName: Rule = matches(/^[\w+=,.@-]*$/, "must match [\\w+=,.@-]");
