import assert from "node:assert/strict";
import { fargateCpuUnits, fargateMemoryMiB, taskMemoryMiB } from "../../core/fargate";
import { tiers, tierSizes } from "../../core/tiers";

describe("Fargate sizes", () => {
  const rows: readonly [cpu: number, smallest: number, largest: number, count: number][] = [
    [256, 512, 2048, 3],
    [512, 1024, 4096, 4],
    [1024, 2048, 8192, 7],
    [2048, 4096, 16384, 13],
    [4096, 8192, 30720, 23],
    [8192, 16384, 61440, 12],
    [16384, 32768, 122880, 12],
  ];
  it("are AWS's seven rows", () =>
    assert.deepEqual(
      fargateCpuUnits,
      rows.map(([cpu]) => cpu),
    ));
  for (const [cpu, smallest, largest, count] of rows) {
    it(`offer ${cpu} CPU units ${smallest} to ${largest} MiB`, () => {
      const sizes = fargateMemoryMiB[cpu]!;
      assert.deepEqual([sizes[0], sizes.at(-1), sizes.length], [smallest, largest, count]);
    });
  }

  it("hold a container in the smallest task that fits", () => {
    assert.equal(taskMemoryMiB(256, 256), 512);
    assert.equal(taskMemoryMiB(256, 513), 1024);
    assert.equal(taskMemoryMiB(256, 2049), undefined);
    assert.equal(taskMemoryMiB(300, 256), undefined);
  });

  for (const tier of tiers) {
    it(`have a task for ${tier}'s container`, () => {
      assert.ok(taskMemoryMiB(tierSizes[tier].cpu, tierSizes[tier].memoryMiB));
    });
  }
});
