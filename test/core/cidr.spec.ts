import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, formatCidr, overlaps, parseCidr, planSubnets } from "../../core/cidr";

const block = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 16, max: 24 }))
  .map(([address, prefix]) => ({ base: address - (address % 2 ** (32 - prefix)), prefix }));

describe("a CIDR block", () => {
  it("is read back as it was written", () => {
    fc.assert(fc.property(block, (cidr) => assert.deepEqual(parseCidr(formatCidr(cidr)), cidr)));
  });

  for (const text of ["10.0.0/16", "10.0.0.256/16", "10.0.0.0/33", "10.0.0.1/16", "a.b.c.d/8", "", "10.0.0.0"]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseCidr(text), undefined));
  }

  it("overlaps what it contains and nothing beside it", () => {
    const [network, inside, beside] = ["10.0.0.0/16", "10.0.4.0/24", "10.1.0.0/16"].map((text) => parseCidr(text)!);
    assert.ok(network && inside && beside);
    assert.ok(contains(network, inside) && overlaps(network, inside) && overlaps(inside, network));
    assert.ok(!overlaps(network, beside) && !contains(inside, network));
  });
});

describe("planned subnets", () => {
  it("lie within the network and never overlap", () => {
    fc.assert(
      fc.property(block, fc.integer({ min: 2, max: 4 }), (network, zones) => {
        const plan = planSubnets(network, zones);
        const all = [...plan.public, ...plan.private].map((text) => parseCidr(text)!);
        assert.equal(all.length, 2 * zones);
        for (const [index, one] of all.entries()) {
          assert.ok(contains(network, one));
          assert.ok(all.slice(index + 1).every((other) => !overlaps(one, other)));
        }
      }),
    );
  });
});
