import assert from "node:assert/strict";
import fc from "fast-check";
import { countApprovals, type Approval } from "../../../core/flow/approval";
import { digest } from "../../support/settings";

const images = { app: `registry.example/app@${digest("a")}` };
const asked = { approvals: 2, reviewers: ["leads", "operations"], requesterMayApprove: false };
const request = { requester: "rita", images, critical: false, run: "run/1", verifiedAt: "2026-01-15T10:00:00Z" };
const approval = (by: string, change: Partial<Approval> = {}): Approval => ({
  ...{ by, at: "2026-01-15T11:00:00Z", images, run: "run/1", role: "leads" },
  ...change,
});

const countedOf = (approvals: readonly Approval[], rules = asked, of: Partial<typeof request> = {}) =>
  countApprovals(rules, { ...request, ...of }, approvals).counted.map(({ by }) => by);

describe("approvals", () => {
  it("count by person", () => {
    const { needed, counted } = countApprovals(asked, request, [approval("anna"), approval("ben")]);
    assert.equal(needed, 2);
    assert.deepEqual(
      counted.map(({ by }) => by),
      ["anna", "ben"],
    );
  });

  const ignored: readonly (readonly [what: string, approval: Approval, because: RegExp])[] = [
    ["of a person who has approved already", approval("Anna"), /same person/],
    ["of who asks", approval("Rita"), /who asks/],
    ["for other images", approval("ben", { images: { app: `registry.example/app@${digest("b")}` } }), /other images/],
    ["for one of two services", approval("ben", { images: { ...images, web: images.app } }), /other images/],
    ["for no image", approval("ben", { images: {} }), /other images/],
    ["for a tag", approval("ben", { images: { app: "registry.example/app:1.0" } }), /other images/],
    ["given to another run", approval("ben", { run: "run/2" }), /another run/],
    ["older than the verification", approval("ben", { at: "2026-01-15T09:59:59Z" }), /older/],
    ["in a role that may not", approval("ben", { role: "developers" }), /developers may not/],
  ];
  for (const [what, one, because] of ignored) {
    it(`do not count ${what}`, () => {
      const count = countApprovals(asked, request, [approval("anna", { at: "2026-01-15T10:00:00Z" }), one]);
      assert.deepEqual(
        count.counted.map(({ by }) => by),
        ["anna"],
      );
      assert.deepEqual(
        count.ignored.map((other) => other.approval),
        [one],
      );
      assert.match(count.ignored[0]!.because, because);
    });
  }

  it("of one service do not count for a release of two", () => {
    assert.deepEqual(
      countedOf([approval("ben")], asked, { images: { ...images, web: images.app } as typeof images }),
      [],
    );
  });

  it("without a run do not count where a run asks, and do where none does", () => {
    const { by, at } = approval("ben");
    assert.deepEqual(countedOf([{ by, at, images }]), []);
    assert.deepEqual(
      countApprovals(asked, { requester: "rita", images, critical: false }, [{ by, at, images }]).counted,
      [{ by, at, images }],
    );
  });

  it("count from wherever the same images were pulled", () => {
    assert.deepEqual(countedOf([approval("ben", { images: { app: `mirror.example/app@${digest("a")}` } })]), ["ben"]);
  });

  it("of one's own count where one is asked for and the flow allows it, and never where two are", () => {
    const alone = { ...asked, approvals: 1, requesterMayApprove: true };
    assert.deepEqual(countedOf([approval("rita")], alone), ["rita"]);
    assert.deepEqual(countedOf([approval("rita")], { ...alone, requesterMayApprove: false }), []);
    assert.deepEqual(countedOf([approval("rita")], { ...alone, approvals: 2 }), []);
  });

  it("are more for what is critical", () => {
    const rules = { ...asked, criticalApprovals: 3 };
    assert.equal(countApprovals(rules, { ...request, critical: true }, []).needed, 3);
    assert.equal(countApprovals(rules, request, []).needed, 2);
    assert.equal(countApprovals(asked, { ...request, critical: true }, []).needed, 2);
  });

  it("for one wave of regions do not count for another", () => {
    const count = (wave: string, given: Approval) =>
      countApprovals(asked, { ...request, wave }, [given]).counted.length;
    assert.equal(count("b", approval("anna", { wave: "b" })), 1);
    assert.equal(count("b", approval("anna", { wave: "a" })), 0);
    assert.equal(count("b", approval("anna")), 0);
  });

  it("never count more than there are people, nor the requester, in whatever order they come", () => {
    const people = fc.constantFrom("anna", "Anna", "ben", "rita", "RITA", "carl");
    fc.assert(
      fc.property(fc.array(people), (given) => {
        const counted = countedOf(given.map((by) => approval(by)));
        const distinct = new Set(given.map((by) => by.toLowerCase()));
        distinct.delete("rita");
        assert.equal(counted.length, distinct.size);
      }),
    );
  });
});
