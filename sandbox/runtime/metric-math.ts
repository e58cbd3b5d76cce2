import jsep from "jsep";

/** Values of metrics at one time, by the ids that an expression names them by; undefined where there is no data. */
export type Scope = Readonly<Record<string, number | undefined>>;
type Value = number | undefined;
type Computed = (scope: Scope) => Value;

for (const [operator, precedence] of [
  ["OR", 1],
  ["AND", 2],
] as const) {
  jsep.addBinaryOp(operator, precedence);
}
jsep.addUnaryOp("NOT");

const truth = (value: boolean): number => (value ? 1 : 0);

const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  ">": (a, b) => truth(a > b),
  ">=": (a, b) => truth(a >= b),
  "<": (a, b) => truth(a < b),
  "<=": (a, b) => truth(a <= b),
  "==": (a, b) => truth(a === b),
  "!=": (a, b) => truth(a !== b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
  "&&": (a, b) => truth(a !== 0 && b !== 0),
  "||": (a, b) => truth(a !== 0 || b !== 0),
};

const functions: Readonly<Record<string, (args: readonly (() => Value)[]) => Value>> = {
  FILL: ([metric, otherwise]) => metric?.() ?? otherwise?.(),
  IF: ([condition, then, otherwise]) => {
    const met = condition?.();
    if (met === undefined) return undefined;
    return met === 0 ? otherwise?.() : then?.();
  },
};

export const mathFunctions = Object.keys(functions).join(", ");

/**
 * Metric math, value by value: what is missing makes what is computed of it missing, but for FILL. A division by zero
 * gives no value. @throws Error for anything else than arithmetic, comparisons and the functions above.
 */
export function compile(expression: string): Computed {
  const compute = computedOf(jsep(expression));
  return (scope) => {
    const value = compute(scope);
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
}

function computedOf(node: jsep.Expression): Computed {
  const known = kinds[node.type]?.(node as never);
  if (!known) throw new Error(`${node.type} is not modelled`);
  return known;
}

const kinds: Readonly<Record<string, (node: never) => Computed>> = {
  Literal: ({ value }: jsep.Literal) => {
    if (typeof value !== "number") throw new Error("only numbers can stand in an expression");
    return () => value;
  },
  Identifier:
    ({ name }: jsep.Identifier) =>
    (scope) =>
      scope[name],
  UnaryExpression: ({ operator, argument }: jsep.UnaryExpression) => {
    const operand = computedOf(argument);
    const signs: Readonly<Record<string, (value: number) => number>> = {
      "-": (value) => -value,
      "+": (value) => value,
      NOT: (value) => truth(value === 0),
      "!": (value) => truth(value === 0),
    };
    const sign = signs[operator];
    if (!sign) throw new Error(`the operator ${operator} is not modelled`);
    return (scope) => {
      const value = operand(scope);
      return value === undefined ? undefined : sign(value);
    };
  },
  BinaryExpression: ({ operator, left, right }: jsep.BinaryExpression) => {
    const combine = operators[operator];
    if (!combine) throw new Error(`the operator ${operator} is not modelled`);
    const [one, other] = [computedOf(left), computedOf(right)];
    return (scope) => {
      const [a, b] = [one(scope), other(scope)];
      return a === undefined || b === undefined ? undefined : combine(a, b);
    };
  },
  CallExpression: ({ callee, arguments: given }: jsep.CallExpression) => {
    const { name } = callee as jsep.Identifier;
    const call = functions[name];
    if (!call) throw new Error(`the function ${name} is not modelled; there are ${mathFunctions}`);
    const args = given.map(computedOf);
    return (scope) => call(args.map((each) => () => each(scope)));
  },
};
