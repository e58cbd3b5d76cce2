import assert from "node:assert/strict";
import fc from "fast-check";
import { partitionOf } from "../../core/arn";
import { guestPort, rulePriority } from "../../core/routing";
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
        const of = (band: (typeof bands)[number]) =>
          services.map(({ name }) => rulePriority(band, services, name, undefined));
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
        const order = services.map(({ name }) => rulePriority("traffic", services, name, undefined));
        assert.deepEqual(
          order,
          [...order].sort((one, other) => one - other),
        );
        assert.equal(services.at(-1)?.name, "app");
      }),
    );
  });

  it("of a guest lies between its host's test routes and traffic, and meets no other guest's", () => {
    const number = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(names, number, fc.integer({ min: 1, max: 1_599 }), (chosen, one, apart) => {
        const services = servicesOf(chosen);
        const of = (pullRequest?: number) => (band: (typeof bands)[number]) =>
          services.map(({ name }) => rulePriority(band, services, name, pullRequest));
        const [host, guest, other] = [bands.flatMap(of()), bands.flatMap(of(one)), bands.flatMap(of(one + apart))];
        assert.equal(new Set([...host, ...guest, ...other]).size, 3 * host.length);
        assert.ok(Math.max(...["blue", "green"].flatMap((slot) => of()(slot as "blue"))) < Math.min(...guest));
        assert.ok(Math.max(...guest) < Math.min(...of()("traffic")));
        assert.ok(Math.max(...of(one)("blue"), ...of(one)("green")) < Math.min(...of(one)("traffic")));
      }),
    );
  });

  it("stays when a service is added after it", () => {
    fc.assert(
      fc.property(names, (chosen) => {
        const [before, after] = [servicesOf(chosen), servicesOf([...chosen, "zz"])].map((services) =>
          [...chosen, "app"].map((name) => rulePriority("traffic", services, name, undefined)),
        );
        assert.deepEqual(before, after?.slice(0, before?.length));
      }),
    );
  });
});

describe("a guest's port", () => {
  it("says the pull request's number, and is one that a listener can have", () => {
    assert.deepEqual([guestPort(1), guestPort(123)], [10_001, 10_123]);
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (number) => guestPort(number) >= 10_000 && guestPort(number) <= 65_535),
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
