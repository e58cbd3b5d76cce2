import type { Properties } from "../cloud";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";

const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/** The memory, in MiB, that Fargate offers with each CPU size (1024 = one vCPU). Source: the ECS developer guide. */
const FARGATE_MEMORY: Readonly<Record<string, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16384, 1024),
  4096: range(8192, 30720, 1024),
  8192: range(16384, 61440, 4096),
  16384: range(32768, 122880, 8192),
};

/** What Fargate does not accept in a task definition; nothing for one that is not meant for Fargate. */
export function fargateProblems({ requiresCompatibilities, cpu, memory, networkMode }: Properties): readonly Problem[] {
  if (!Array.isArray(requiresCompatibilities) || !requiresCompatibilities.includes("FARGATE")) return [];
  const problems: Problem[] = [];
  if (networkMode !== "awsvpc" && !isUnknown(networkMode)) {
    problems.push({ path: "networkMode", reason: "Fargate only supports network mode 'awsvpc'" });
  }
  for (const [path, value] of Object.entries({ cpu, memory })) {
    if (value === undefined)
      problems.push({ path, reason: `Fargate requires that '${path}' be defined at the task level` });
  }
  if (problems.length > 0 || isUnknown(cpu) || isUnknown(memory)) return problems;
  const offered = FARGATE_MEMORY[mebibytes(cpu)];
  if (!offered) {
    const sizes = Object.keys(FARGATE_MEMORY).join(", ");
    return [{ path: "cpu", reason: `Invalid 'cpu' setting for task: "${String(cpu)}"; Fargate offers ${sizes}` }];
  }
  if (offered.includes(mebibytes(memory))) return [];
  return [
    {
      path: "memory",
      reason: `No Fargate configuration exists for given values: ${String(cpu)} CPU, ${String(memory)} memory; with that CPU there is ${offered.join(", ")}`,
    },
  ];
}

/** Sizes come as MiB or CPU units, or as `1 vCPU`, `2 GB`. */
export function mebibytes(value: unknown): number {
  const [, number = "", unit = ""] = /^\s*([\d.]+)\s*(vcpu|gb)?\s*$/i.exec(String(value)) ?? [];
  return number === "" ? NaN : Number(number) * (unit ? 1024 : 1);
}
