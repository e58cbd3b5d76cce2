import assert from "node:assert/strict";
import { catalogue as guardrails } from "../../../policies/guardrails/catalogue";
import { catalogue as naming } from "../../../policies/naming/catalogue";
import { environmentOf } from "../../support/program";
import { judged, toldOf } from "../environment";
import { app } from "./app";
import { edge } from "./edge";
import { records } from "./records";
import { stores } from "./stores";
import { type Breaking, promoted } from "./switched-off";

const protections = [...stores, ...edge, ...app, ...records];

/** What they judge is not there in prod: its own specs, and environments.spec.ts, switch it off elsewhere. */
const elsewhere = [
  ...["one-nat", "off-hours", "small-sizes"], // meant for dev
  ...["cost-within-budget", "environment-name"], // of the stack, not of a component
  ...["secret-scope", "release-ref"], // of GitHub's resources
];

describe("switching off any one protection of prod", function () {
  this.timeout(30_000);

  /** Rules that stop prod as it is left. */
  const stopping = async (breaking: Breaking) => {
    const { resources } = await environmentOf("prod");
    const findings = judged("prod", breaking(promoted(resources)), toldOf("three-tier", "prod"));
    return [...new Set(findings.filter(({ level }) => level === "mandatory").map(({ policy }) => policy))];
  };

  it("is what stops it: with none switched off, it passes", async () => {
    assert.deepEqual(await stopping((resources) => resources), []);
  });

  for (const [rule, switchedOff, breaking, also = []] of protections) {
    it(`is caught by ${rule}: ${switchedOff}`, async () => {
      assert.deepEqual(await stopping(breaking), [rule, ...also]);
    });
  }

  it("is tried of every rule", () => {
    const tried = new Set(protections.map(([rule]) => rule));
    assert.ok(protections.length > 60);
    const rules = [...naming, ...guardrails].map(({ name }) => name);
    assert.deepEqual(rules.filter((rule) => !tried.has(rule)).sort(), elsewhere.sort());
  });
});
