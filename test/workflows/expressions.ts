import jsep from "jsep";

/** What an expression of a workflow can see: contexts such as `github`, and functions such as `format`. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  /** How the jobs that this one needs, or the steps before, have ended. */
  readonly failed: boolean;
  readonly skipped: boolean;
}

type Node = jsep.Expression & Record<string, unknown>;

/** Evaluates what stands between `${{` and `}}`, or in an `if`, as GitHub does, as far as our workflows need it. */
export function evaluate(expression: string, scope: Scope): unknown {
  jsep.addIdentifierChar("-"); // `registry-scope` is one name, and nothing is subtracted.
  try {
    return valueOf(jsep(expression), scope);
  } finally {
    jsep.removeIdentifierChar("-");
  }
}

/** Fills the expressions in a text in; a text that is one expression becomes its value. */
export function filled(text: unknown, scope: Scope): unknown {
  if (typeof text !== "string") return text;
  const [, alone] = /^\$\{\{((?:(?!\}\})[^])*)\}\}$/.exec(text.trim()) ?? [];
  if (alone !== undefined) return evaluate(alone.trim(), scope);
  return text.replace(/\$\{\{([^]*?)\}\}/g, (_, inside: string) => shown(evaluate(inside.trim(), scope)));
}

/** Whether a job or a step runs; without a word on how others have ended, none of them may have failed or been left out. */
export function applies(condition: string | undefined, scope: Scope): boolean {
  const succeeded = !scope.failed && !scope.skipped;
  if (condition === undefined) return succeeded;
  const bare = condition
    .trim()
    .replace(/^\$\{\{([^]*)\}\}$/, "$1")
    .trim();
  const asks = /\b(success|failure|always|cancelled)\(\)/.test(bare);
  return (asks || succeeded) && Boolean(evaluate(bare, scope));
}

export const shown = (value: unknown): string =>
  typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);

const functions: Readonly<Record<string, (args: readonly unknown[], scope: Scope) => unknown>> = {
  format: ([text, ...values]) => shown(text).replace(/\{(\d+)\}/g, (_, at: string) => shown(values[Number(at)])),
  fromJSON: ([text]) => JSON.parse(shown(text)) as unknown,
  toJSON: ([value]) => JSON.stringify(value),
  success: (_, { failed, skipped }) => !failed && !skipped,
  failure: (_, { failed }) => failed,
  cancelled: () => false,
  always: () => true,
};

const operators: Readonly<Record<string, (left: unknown, right: () => unknown) => unknown>> = {
  "&&": (left, right) => (left ? right() : left),
  "||": (left, right) => (left ? left : right()),
  "==": (left, right) => same(left, right()),
  "!=": (left, right) => !same(left, right()),
};

/** GitHub ignores case, and compares what is not alike as numbers. */
function same(left: unknown, right: unknown): boolean {
  if (typeof left === "string" && typeof right === "string") return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right) return left === right;
  return Number(left ?? 0) === Number(right ?? 0);
}

function valueOf(node: Node, scope: Scope): unknown {
  const inner = (name: string): unknown => valueOf(node[name] as Node, scope);
  switch (node.type) {
    case "Literal":
      return node["value"];
    case "Identifier":
      return scope.contexts[node["name"] as string];
    case "UnaryExpression":
      return !inner("argument");
    case "BinaryExpression": {
      const operator = node["operator"] as string;
      const apply = operators[operator];
      if (apply === undefined) throw new Error(`no operator ${operator}`);
      return apply(inner("left"), () => inner("right"));
    }
    case "MemberExpression": {
      const property = node["property"] as Node;
      const key = node["computed"] === true ? shown(valueOf(property, scope)) : (property["name"] as string);
      return (inner("object") as Record<string, unknown> | null | undefined)?.[key];
    }
    case "CallExpression": {
      const name = (node["callee"] as Node)["name"] as string;
      const args = (node["arguments"] as readonly Node[]).map((argument) => valueOf(argument, scope));
      const apply = functions[name];
      if (apply === undefined) throw new Error(`no function ${name}`);
      return apply(args, scope);
    }
    default:
      throw new Error(`no ${node.type} in an expression`);
  }
}
