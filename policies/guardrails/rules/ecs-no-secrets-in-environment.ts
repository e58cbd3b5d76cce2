import { containersOf } from "../containers";
import { objects } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** What names of secrets end in; the keys before and after the current one are secrets as well. */
const secretName =
  /(PASSWORD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY|ACCESS_KEY_ID|ENGINE_AUTH_DATA)(_PREVIOUS|_NEXT)?$/i;

/** A URL that has a password in it, wherever in the value: `jdbc:…`, or one of several. */
const opensSomething = /:\/\/[^/@\s]*:[^/@\s]+@/;

/** An ARN says where a secret is, and opens nothing. */
const holdsSecret = (name: string, value: string): boolean =>
  (secretName.test(name) && !value.startsWith("arn:")) || opensSomething.test(value);

/** Names the variable, never its value. */
export const ecsNoSecretsInEnvironment: ResourceRule = {
  name: "ecs-no-secrets-in-environment",
  description: "Containers get secrets from the vault, never as plain variables.",
  area: "ECS",
  severity: "critical",
  mandatoryIn: everyTier,
  fsbp: ["ECS.8"],
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: (task) =>
    containersOf(task).flatMap(({ label, environment }) =>
      objects(environment).map(({ name, value }) => ({
        found: () =>
          holdsSecret(String(name), String(value))
            ? `${label} with a secret in environment variable ${String(name)}`
            : undefined,
        required: "a reference to the vault",
        change: `move ${String(name)} from environment to secrets`,
      })),
    ),
};
