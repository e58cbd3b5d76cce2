import { fargateCpuUnits, fargateMemoryMiB, taskMemoryMiB } from "../fargate";
import type { Problem } from "../problem";
import type { Instances, TierSize } from "../tier-size";
import { notOneOf, when, type Choice } from "./choice";
import type { Config } from "./keys";

/** One of the app's services; a slot runs all of them. */
export interface ServiceSettings {
  readonly name: string;
  /** Load balancer path patterns; the first service in the file that matches a request gets it. */
  readonly paths: readonly string[];
  readonly port: number;
  readonly healthPath: string;
  /** Fargate CPU units; 1024 is one vCPU. */
  readonly cpu: number;
  /** Hard limit of the container. */
  readonly containerMemoryMiB: number;
  readonly taskMemoryMiB: number;
  readonly instances: Instances;
}

type ServiceConfig = NonNullable<Config["services"]>[string];

/** The service that a stack file without `promenade:services` runs; it takes every path. */
const defaultService = "app";

/** The stack's services with the tier's sizes where it names none; the catch-all `app` is routed last. */
export function chooseServices(config: Config, size: TierSize): Choice<readonly ServiceSettings[]> {
  const named = Object.entries(config.services ?? { [defaultService]: {} });
  const choices = named.map(([name, service]) => chooseService(name, service, size));
  const catchAll = (service: ServiceSettings): boolean => service.paths.includes("/*");
  const services = choices.map(({ value }) => value);
  return {
    value: [...services.filter((one) => !catchAll(one)), ...services.filter(catchAll)],
    problems: [...choices.flatMap(({ problems }) => problems), ...routingProblems(services)],
  };
}

function chooseService(name: string, chosen: ServiceConfig, size: TierSize): Choice<ServiceSettings> {
  const where = `promenade:services.${name}`;
  const cpu = chosen.cpu ?? size.cpu;
  const containerMemoryMiB = chosen.memoryMiB ?? size.memoryMiB;
  const { normal, min, max } = chosen.instances ?? {};
  const instances: Instances = {
    ...size.instances,
    normal: normal ?? size.instances.normal,
    min: min ?? size.instances.min,
    max: max ?? size.instances.max,
  };
  return {
    value: {
      name,
      paths: chosen.paths ?? (name === defaultService ? ["/*"] : []),
      port: chosen.port ?? 8080,
      healthPath: chosen.healthPath ?? "/healthz",
      cpu,
      containerMemoryMiB,
      taskMemoryMiB: taskMemoryMiB(cpu, containerMemoryMiB) ?? containerMemoryMiB,
      instances,
    },
    problems: [
      ...sizeProblems(where, cpu, containerMemoryMiB),
      ...instanceProblems(`${where}.instances`, instances, size),
    ],
  };
}

function sizeProblems(where: string, cpu: number, containerMiB: number): readonly Problem[] {
  if (!fargateCpuUnits.includes(cpu)) {
    return [notOneOf(`${where}.cpu`, "not a size Fargate offers", cpu, fargateCpuUnits)];
  }
  return when(taskMemoryMiB(cpu, containerMiB) === undefined, () => ({
    where: `${where}.memoryMiB`,
    wrong: `Fargate has no task of ${cpu} CPU units that holds it`,
    found: String(containerMiB),
    allowed: `up to ${fargateMemoryMiB[cpu]?.at(-1)} MiB with ${cpu} CPU units`,
    change: `lower ${where}.memoryMiB or raise ${where}.cpu`,
  }));
}

function instanceProblems(where: string, { min, normal, max }: Instances, size: TierSize): readonly Problem[] {
  const { min: lowest, max: highest } = size.bounds.instances;
  const fits = lowest <= min && min <= normal && normal <= max && max <= highest;
  return when(!fits, () => ({
    where,
    wrong: "task counts out of order or outside the tier's bounds",
    found: `min ${min}, normal ${normal}, max ${max}`,
    allowed: `${lowest} ≤ min ≤ normal ≤ max ≤ ${highest}`,
    change: "choose counts in that order and within the bounds, or another tier",
  }));
}

/** Each path pattern leads to one service, and each service has at least one. */
function routingProblems(services: readonly ServiceSettings[]): readonly Problem[] {
  const unreachable = services
    .filter(({ paths }) => paths.length === 0)
    .map(({ name }) => ({
      where: `promenade:services.${name}.paths`,
      wrong: "missing: no request would reach the service",
      found: "nothing",
      allowed: `1 to 4 path patterns such as /api/*; only the service ${defaultService} takes the rest by itself`,
      change: `set promenade:services.${name}.paths`,
    }));
  const patterns = services.flatMap(({ name, paths }) => paths.map((path) => ({ name, path })));
  const taken = patterns.filter(({ path }, index) => patterns.findIndex((other) => other.path === path) < index);
  return [
    ...unreachable,
    ...taken.map(({ name, path }) => ({
      where: `promenade:services.${name}.paths`,
      wrong: "another service has this path already",
      found: path,
      allowed: "each path pattern once",
      change: "choose another pattern, or leave it out of one of the services",
    })),
  ];
}
