const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/** CPU units to the task memory sizes in MiB that Fargate offers for them (AWS: "Task CPU and memory"). */
export const fargateMemoryMiB: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16384, 1024),
  4096: range(8192, 30720, 1024),
  8192: range(16384, 61440, 4096),
  16384: range(32768, 122880, 8192),
};

export const fargateCpuUnits: readonly number[] = Object.keys(fargateMemoryMiB).map(Number);

/** The smallest task that holds a container of `containerMiB`; undefined where this CPU offers none. */
export function taskMemoryMiB(cpu: number, containerMiB: number): number | undefined {
  return fargateMemoryMiB[cpu]?.find((size) => size >= containerMiB);
}
