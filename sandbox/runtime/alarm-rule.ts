import jsep from "jsep";
import type { StateValue } from "./alarm-evaluation";
import "./metric-math"; // the operators AND, OR and NOT

type StateOf = (name: string) => StateValue;

/** Names may stand without quotes, whatever characters they have. */
const quoted = (rule: string): string =>
  rule.replace(
    /\b(ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"([^"]*)"|'([^']*)'|([^"')]+?))\s*\)/g,
    (_, state, a, b, c) => `${String(state)}(${JSON.stringify(String(a ?? b ?? c).replace(/^arn:.*:alarm:/, ""))})`,
  );

/** Whether a composite alarm's rule is met. @throws Error for a rule that is none. */
export const holds = (rule: string, stateOf: StateOf): boolean => met(jsep(quoted(rule)), stateOf);

function met(node: jsep.Expression, stateOf: StateOf): boolean {
  const part = parts[node.type];
  if (!part) throw new Error(`${node.type} is no part of an alarm rule`);
  return part(node as never, stateOf);
}

const parts: Readonly<Record<string, (node: never, stateOf: StateOf) => boolean>> = {
  Identifier: ({ name }: jsep.Identifier) => name === "TRUE",
  UnaryExpression: ({ argument }: jsep.UnaryExpression, stateOf) => !met(argument, stateOf),
  BinaryExpression: ({ operator, left, right }: jsep.BinaryExpression, stateOf) =>
    operator === "AND" ? met(left, stateOf) && met(right, stateOf) : met(left, stateOf) || met(right, stateOf),
  CallExpression: ({ callee, arguments: [name] }: jsep.CallExpression, stateOf) =>
    stateOf(String((name as jsep.Literal).value)) === callee["name"],
};
