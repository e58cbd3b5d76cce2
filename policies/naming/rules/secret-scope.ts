import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import {
  type Environment,
  environmentOf,
  environmentsConfig,
  foreignOwner,
  knownEnvironments,
  scopeOf,
  withoutPrefix,
} from "../environment";
import { judgeEach, message, type Violation } from "../violation";

type Judge = (property: string, value: string, own: Environment, known: readonly string[]) => Violation | undefined;

/** What GitHub's types call the name of a secret or variable, one they create or one they refer to. */
const names: Readonly<Record<string, Judge>> = { secretName: judgeName, variableName: judgeName };

/** Those of a GitHub environment also say which one's they are. */
const ofEnvironment = /\/actionsEnvironment(Secret|Variable):/;

export const secretScope: ResourceValidationPolicy = {
  name: "secret-scope",
  description: "GitHub secrets and variables carry their environment's scope: DEV_, STAGE_, PROD_.",
  configSchema: {
    properties: {
      ...environmentsConfig.properties,
      guests: {
        type: "array",
        items: { type: "string" },
        default: [],
        description:
          "GitHub environments that a stack keeps for others: that of the pull requests that it is the host of.",
      },
    },
  },
  validateResource: (args, reportViolation) => {
    if (!args.type.startsWith("github:")) return;
    const known = knownEnvironments(args);
    const guest = ofEnvironment.test(args.type) ? guestOf(args) : undefined;
    const own = guest ?? environmentOf(args);
    const judges = ofEnvironment.test(args.type) ? { ...names, environment: judgeEnvironment } : names;
    judgeEach(Object.entries(judges), ([property, judge]) => {
      const value: unknown = args.props[property];
      const violation = typeof value === "string" ? judge(property, value, own, known) : undefined;
      if (violation !== undefined) reportViolation(message(args, violation));
    });
  },
};

/** What is kept for another one is named after that one. */
function guestOf(args: ResourceValidationArgs): Environment | undefined {
  const { guests = [] } = args.getConfig<{ guests?: readonly string[] }>();
  const environment: unknown = guests.length > 0 ? args.props.environment : undefined;
  if (typeof environment !== "string" || !guests.includes(environment)) return undefined;
  return { name: environment, inFlow: environment, label: `env/${environment}` };
}

function judgeName(property: string, name: string, own: Environment, known: readonly string[]): Violation | undefined {
  const scope = scopeOf(own.name);
  const owner = foreignOwner(name, own, known, scopeOf);
  if (owner === undefined && name.startsWith(scope) && name !== scope) return undefined;
  const plain = withoutPrefix(withoutPrefix(name, scopeOf(owner ?? own.name)), scope);
  return {
    found: `${property} "${name}"` + (owner === undefined ? "" : `, of environment "${owner}"`),
    required: `the prefix "${scope}" and a name`,
    change: `change it to "${scope}${plain || "NAME"}"`,
  };
}

function judgeEnvironment(property: string, environment: string, own: Environment): Violation | undefined {
  const allowed = [...new Set([own.name, own.inFlow])];
  if (allowed.includes(environment)) return undefined;
  return {
    found: `${property} "${environment}"`,
    required: allowed.map((name) => `"${name}"`).join(" or "),
    change: `change it to "${own.name}"`,
  };
}
