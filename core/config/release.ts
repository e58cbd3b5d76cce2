import { keyVariables } from "../credentials";
import type { Problem } from "../problem";
import { unknownKeys } from "../schema";
import { standardKeys } from "../vault-entries";
import type { Config } from "./keys";

/** Names that promenade itself gives to containers. */
export const reservedVariables: readonly string[] = [
  ...["RELEASE", "SLOT", "SERVICE", "ENVIRONMENT", "PORT"],
  ...["DATABASE_URL", "REDIS_URL", "POSTGRES_PASSWORD"],
  ...standardKeys.flatMap((entry) => Object.values(keyVariables(entry))),
];

/** A slot runs every service, so a release, and a request that names one, has an image for each and no other. */
export function releaseProblems(config: Config, services: readonly string[]): readonly Problem[] {
  const { initialRelease, request } = config;
  const where = "promenade:request";
  return [
    ...(initialRelease === undefined ? [] : imagesOf("promenade:initialRelease", initialRelease.images, services)),
    ...(request !== undefined && "images" in request ? imagesOf(where, request.images, services) : []),
    ...(request !== undefined && "minimum" in request
      ? unknownKeys(strangersIn(request.minimum ?? {}, services), services, `${where}.minimum.`)
      : []),
  ];
}

const strangersIn = (named: Readonly<Record<string, unknown>>, services: readonly string[]): string[] =>
  Object.keys(named).filter((name) => !services.includes(name));

function imagesOf(where: string, images: Readonly<Record<string, string>>, services: readonly string[]): Problem[] {
  const missing = services.filter((name) => !(name in images));
  return [
    ...unknownKeys(strangersIn(images, services), services, `${where}.images.`),
    ...missing.map((name) => ({
      where: `${where}.images.${name}`,
      wrong: "missing: a slot runs every service",
      found: "nothing",
      allowed: "an image pinned by digest, name@sha256:<64 hex digits>",
      change: `add the image of ${name}`,
    })),
  ];
}

export function variableProblems({ variables = {} }: Config): readonly Problem[] {
  return Object.keys(variables)
    .filter((name) => reservedVariables.includes(name))
    .map((name) => ({
      where: `promenade:variables.${name}`,
      wrong: "reserved: promenade sets it, secrets by reference to the vault",
      found: name,
      allowed: `any name but ${reservedVariables.join(", ")}`,
      change: "rename the variable, or remove it",
    }));
}
