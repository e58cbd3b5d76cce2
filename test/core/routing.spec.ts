import assert from "node:assert/strict";
import fc from "fast-check";
import { partitionOf } from "../../core/arn";
import { rulePriority } from "../../core/routing";
import { settingsOf } from "../support/settings";

const servicesOf = (names: readonly string[]) =>
  settingsOf({ services: Object.fromEntries([...names.map((name) => [name, { paths: [`/${name}/*`] }]), ["app", {}]]) })
    .services;

const names = fc.uniqueArray(fc.stringMatching(/^[b-y]{2,8}$/), { maxLength: 8 });
const bands = ["blue", "green", "traffic"] as const;

describe("the priority of a rule", () => {
  it("is its own, and a test route's comes before any that splits traffic", () => {
    fc.assert(
      fc.property(names, (chosen) => {
        const services = servicesOf(chosen);
        const of = (band: (typeof bands)[number]) => services.map(({ name }) => rulePriority(band, services, name));
        const all = bands.flatMap(of);
        assert.equal(new Set(all).size, all.length);
        assert.ok(all.every((priority) => priority >= 1 && priority <= 50000));
        assert.ok(Math.max(...of("blue"), ...of("green")) < Math.min(...of("traffic")));
      }),
    );
  });

  it("keeps the order of services, with the catch-all last", () => {
    fc.assert(
      fc.property(names, (chosen) => {
        const services = servicesOf(chosen);
        const order = services.map(({ name }) => rulePriority("traffic", services, name));
        assert.deepEqual(
          order,
          [...order].sort((one, other) => one - other),
        );
        assert.equal(services.at(-1)?.name, "app");
      }),
    );
  });

  it("stays when a service is added after it", () => {
    fc.assert(
      fc.property(names, (chosen) => {
        const [before, after] = [servicesOf(chosen), servicesOf([...chosen, "zz"])].map((services) =>
          [...chosen, "app"].map((name) => rulePriority("traffic", services, name)),
        );
        assert.deepEqual(before, after?.slice(0, before?.length));
      }),
    );
  });
});

describe("a region's partition", () => {
  for (const [region, partition] of [
    ["eu-west-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
  ] as const) {
    it(`of ${region} is ${partition}`, () => assert.equal(partitionOf(region), partition));
  }
});
