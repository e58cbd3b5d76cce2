import type { ResourceValidationPolicy } from "@pulumi/policy";
import { environmentOf, environmentsConfig, foreignOwner, knownEnvironments } from "../environment";
import { judgeEach, message } from "../violation";

/** What GitHub's types call the name of a secret or variable, one they create or one they refer to. */
const nameProperties = ["secretName", "variableName"];

export const secretScope: ResourceValidationPolicy = {
  name: "secret-scope",
  description: "GitHub secrets and variables carry their environment's scope: DEV_, STAGE_, PROD_.",
  configSchema: environmentsConfig,
  validateResource: (args, reportViolation) => {
    if (!args.type.startsWith("github:")) return;
    const own = environmentOf(args);
    const known = knownEnvironments(args);
    judgeEach(nameProperties, (property) => {
      const name: unknown = args.props[property];
      if (typeof name !== "string") return;
      const owner = foreignOwner(name, own, known, scopeOf);
      if (owner === undefined && name.startsWith(scopeOf(own.name)) && name !== scopeOf(own.name)) return;
      const plain = owner === undefined ? name : name.slice(scopeOf(owner).length);
      reportViolation(
        message(args, {
          found: `${property} "${name}"` + (owner === undefined ? "" : `, of environment "${owner}"`),
          required: `the prefix "${scopeOf(own.name)}" and a name`,
          change: `change it to "${scopeOf(own.name)}${plain.startsWith(scopeOf(own.name)) ? "NAME" : plain}"`,
        }),
      );
    });
  },
};

/** `dev-int` → `DEV_INT_`. */
function scopeOf(environment: string): string {
  return `${environment.toUpperCase().replaceAll("-", "_")}_`;
}
