import type { ResourceValidationPolicy } from "@pulumi/policy";
import { environmentOf, environmentsConfig, knownEnvironments } from "../environment";
import { message } from "../violation";

/** Judged once a stack, on the resource that stands for it. */
export const environmentName: ResourceValidationPolicy = {
  name: "environment-name",
  description: "A stack is one of the flow's environments, by its name: prod, prod-eu-west-1, pr-123.",
  configSchema: environmentsConfig,
  validateResource: (args, reportViolation) => {
    if (args.type !== "pulumi:pulumi:Stack") return;
    const { name, inFlow } = environmentOf(args);
    const known = knownEnvironments(args);
    if (known.includes(inFlow)) return;
    reportViolation(
      message(args, {
        found: name === inFlow ? `stack "${name}"` : `stack "${name}", of environment "${inFlow}"`,
        required: `an environment of the flow: ${known.join(", ")}`,
        change: "name the stack after one of them, or add it to the rule's environments",
      }),
    );
  },
};
