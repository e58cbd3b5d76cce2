import assert from "node:assert/strict";
import { next } from "../../../core/rollout";
import { backPhases } from "../../../core/rollout/back";
import { forwardPhases } from "../../../core/rollout/forward";
import { happen } from "../../support/rollout/happen";
import type { Machine } from "../../support/rollout/operator";
import type { Happening, Typed } from "../../support/rollout/script";
import { Stage } from "../../support/rollout/stage";

const deploy = { kind: "deploy", quality: "sound", plan: "quick", oneWay: false } as const;
const rollback = { kind: "rollback", how: "usual" } as const;
const retire = { kind: "retire" } as const;
const busy: Happening = { happens: "load", requests: 300 };
const aWhile: Happening = { happens: "time", minutes: 10 };
const standby: Happening = { happens: "time", minutes: 61 };

const walks: Readonly<Record<string, readonly (Typed | Happening)[]>> = {
  "a deploy while there is much to do, and back to a slot at full size": [busy, aWhile, deploy, rollback],
  "a deploy, and back to a standby": [deploy, standby, retire, rollback],
  "a deploy that its guard takes back": [{ ...deploy, quality: "failing" }],
  "a deploy that migrates for good, and back by force": [
    { ...deploy, oneWay: true },
    { kind: "rollback", how: "forced" },
  ],
  "a step by hand, and an update that fails after its effect": [
    { ...deploy, plan: "none" },
    { happens: "update fails", at: 0, made: true },
    { kind: "set", slot: "green", percent: 20 },
    { kind: "resume" },
    rollback,
  ],
};

const ways = { forward: Object.keys(forwardPhases), back: Object.keys(backPhases) };
type Way = keyof typeof ways;

describe("a rollout that nobody disturbs", () => {
  const walked = new Set<string>();

  for (const [what, lines] of Object.entries(walks)) {
    it(`goes through its parts in the order that the diagram shows: ${what}`, async () => {
      let last: { readonly way: Way; readonly at: number } | undefined;
      const watched: Machine = (view, command, policy) => {
        const step = next(view, command, policy);
        const { ongoing } = view.standing;
        const way: Way = ongoing?.direction === "back" || ongoing?.breach !== undefined ? "back" : "forward";
        const at = ways[way].indexOf(step.phase);
        if (at < 0) return step;
        walked.add(`${way} ${step.phase}`);
        const before = last?.way === way ? last.at : 0;
        assert.ok(at >= before, `${step.phase} after ${ways[way][before]}`);
        // Requests turn back, and not forward again.
        assert.ok(way === "back" || last?.way !== "back", `${step.phase} on the way back`);
        last = { way, at };
        return step;
      };
      const stage = new Stage({ migrates: true, arrival: "sandbox" }, { machine: watched });
      for (const line of lines) {
        last = undefined;
        if ("happens" in line) happen(stage.world, line);
        else await stage.run(line);
        stage.world.advance(1000);
      }
    });
  }

  it("goes through every part of both ways that has something to do then", () => {
    const all = Object.entries(ways).flatMap(([way, phases]) => phases.map((phase) => `${way} ${phase}`));
    // These only have something to do after a crash, or to refuse.
    const idle = ["back permitted", "back starting", "back noting"];
    assert.deepEqual(
      all.filter((part) => !walked.has(part)),
      idle,
    );
  });
});
