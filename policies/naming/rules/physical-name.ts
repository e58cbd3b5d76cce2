import type { ResourceValidationPolicy } from "@pulumi/policy";
import {
  type Environment,
  environmentOf,
  environmentsConfig,
  foreignOwner,
  knownEnvironments,
  withoutPrefix,
} from "../environment";
import { type NameShape, physicalNames } from "../physical-names";
import { judgeEach, message } from "../violation";

export const physicalName: ResourceValidationPolicy = {
  name: "physical-name",
  description: "Names in the cloud start with their environment, are spelled one way and fit AWS's limits.",
  configSchema: environmentsConfig,
  validateResource: (args, reportViolation) => {
    const shape = physicalNames[args.type];
    if (shape === undefined) return;
    const own = environmentOf(args);
    judgeEach([shape.property, `${shape.property}Prefix`], (property) => {
      const given: unknown = args.props[property];
      if (typeof given !== "string") return;
      const whole = property === shape.property ? given : given + completion;
      const name = withoutPrefix(whole, shape.dictated);
      const owner = foreignOwner(name, own, knownEnvironments(args), (environment) => `${environment}-`);
      const unmet = requirements(own, owner, shape).filter(({ holds }) => !holds(name, whole));
      if (unmet.length === 0) return;
      reportViolation(
        message(args, {
          found: `${property} "${given}"` + (owner === undefined ? "" : `, of environment "${owner}"`),
          required: unmet.map(({ required }) => required).join(", "),
          change: `change ${property}, for example to ${example(own, shape)}`,
        }),
      );
    });
  },
};

/** Stands for the 26 characters that the provider appends to a name given as a prefix. */
const completion = "0".repeat(26);

interface Requirement {
  readonly required: string;
  readonly holds: (name: string, whole: string) => boolean;
}

function requirements(own: Environment, owner: string | undefined, shape: NameShape): readonly Requirement[] {
  const length = {
    required: `at most ${String(shape.limit)} characters`,
    holds: (_: string, whole: string) => whole.length <= shape.limit,
  };
  if (shape.path === true) {
    return [
      {
        required: `a part that is "${own.name}" or starts with "${own.name}-"`,
        holds: (name) => name.split("/").some((part) => part === own.name || part.startsWith(`${own.name}-`)),
      },
      {
        required: "lower-case letters, digits and single hyphens between slashes",
        holds: (name) => /^\/?[a-z0-9]+([-/][a-z0-9]+)*$/.test(name),
      },
      length,
    ];
  }
  return [
    {
      required: `"${own.name}-" in front`,
      holds: (name) => owner === undefined && name.startsWith(`${own.name}-`),
    },
    {
      required: "lower-case letters, digits and single hyphens, none at the end",
      holds: (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name),
    },
    length,
  ];
}

function example(own: Environment, shape: NameShape): string {
  return shape.path === true ? `"/promenade/${own.name}/app"` : `"${own.name}-app"`;
}
