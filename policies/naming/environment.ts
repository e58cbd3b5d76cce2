import type { PolicyConfigSchema, ResourceValidationArgs } from "@pulumi/policy";

/** The environment that a stack belongs to, as its name tells it. */
export interface Environment {
  /** The stack's own name, which everything in it is named after: `dev`, `prod-eu-west-1`, `pr-123`. */
  readonly name: string;
  /** What the flow calls it: `dev`, `prod`, `preview`. */
  readonly inFlow: string;
  /** Value of the tag `env`: `env/dev`. */
  readonly label: string;
}

interface EnvironmentsConfig {
  readonly environments: readonly string[];
}

const defaultEnvironments: readonly string[] = ["dev", "stage", "prod"];

/** Pack configuration of every rule that has to know which environments there are. */
export const environmentsConfig: PolicyConfigSchema = {
  properties: {
    environments: {
      type: "array",
      items: { type: "string" },
      minItems: 1,
      default: [...defaultEnvironments],
      description: "The flow's environments; `preview` stands for the stacks of pull requests, pr-<number>.",
    },
  },
};

const regionSuffix = /-[a-z]{2}(-[a-z]+)+-\d$/;
const pullRequest = /^pr-[1-9]\d*$/;

/** From a resource's URN: `urn:pulumi:<stack>::<project>::…`. */
export function environmentOf({ urn }: Pick<ResourceValidationArgs, "urn">): Environment {
  const name = placeOf(urn).stack;
  const inFlow = pullRequest.test(name) ? "preview" : name.replace(regionSuffix, "");
  return { name, inFlow, label: `env/${name}` };
}

export function projectOf({ urn }: Pick<ResourceValidationArgs, "urn">): string {
  return placeOf(urn).project;
}

export function knownEnvironments({ getConfig }: Pick<ResourceValidationArgs, "getConfig">): readonly string[] {
  return getConfig<Partial<EnvironmentsConfig>>().environments ?? defaultEnvironments;
}

/** In front of the names of an environment's secrets and variables: `dev-int` → `DEV_INT_`. */
export function scopeOf(environment: string): string {
  return `${environment.toUpperCase().replaceAll("-", "_")}_`;
}

/** Without what it has in front; as it is where it does not start so. */
export function withoutPrefix(text: string, prefix = ""): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/**
 * The other environment that `text` belongs to by its prefix, or undefined.
 * The longest prefix decides: `dev-int-app` belongs to `dev-int`, not to `dev`.
 */
export function foreignOwner(
  text: string,
  own: Environment,
  known: readonly string[],
  prefixOf: (environment: string) => string,
): string | undefined {
  const owner = [own.name, ...known]
    .filter((environment) => text.startsWith(prefixOf(environment)))
    .sort((one, other) => other.length - one.length)[0];
  return owner === own.name || owner === own.inFlow ? undefined : owner;
}

function placeOf(urn: string): { readonly stack: string; readonly project: string } {
  const place = /^urn:pulumi:(?<stack>[^:]+)::(?<project>[^:]+)::/.exec(urn)?.groups;
  if (place === undefined) throw new Error(`not a resource's URN: "${urn}"`);
  return place as { stack: string; project: string };
}
