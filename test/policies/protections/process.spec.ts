import assert from "node:assert/strict";
import { join } from "node:path";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Registered } from "../../support/mocks";
import { environmentOf } from "../../support/program";
import { policies, RunningPack } from "../pack";
import { app } from "./app";
import { edge } from "./edge";
import { records } from "./records";
import { stores } from "./stores";
import { promoted } from "./switched-off";

/** Each of another kind: a switch, a list, JSON in a text, a policy, tags, a name. */
const handful = [
  ...["rds-private", "elb-tls-policy", "ecs-unprivileged", "ecs-no-secrets-in-environment", "kms-key-policy"],
  ...["waf-rate-rule", "ingress-not-open", "log-retention", "traffic-weights", "release-approved"],
  ...["environment-tag", "physical-name", "vault-path"],
];

describe("switching off a protection of prod, as the engine asks the packs", function () {
  this.timeout(60_000);
  let packs: readonly RunningPack[] = [];
  before(async () => {
    packs = await Promise.all(
      ["naming", "guardrails"].map((name) => RunningPack.start(join(policies, name, "main.js"))),
    );
  });
  after(() => Promise.all(packs.map((pack) => pack.stop())));

  /** Rules that stop a resource. */
  async function stopping({ type, name, custom, inputs }: Registered): Promise<readonly string[]> {
    const props = JSON.parse(JSON.stringify(inputs)) as Record<string, JavaScriptValue>;
    const found = await Promise.all(packs.map((pack) => pack.judge({ type, name, custom, props, stack: "prod" })));
    // The protocol's options say of none that it is protected.
    const rules = found.flat().filter(({ level, policy }) => level === "mandatory" && policy !== "protected-in-prod");
    return rules.map(({ policy }) => policy);
  }

  for (const rule of handful) {
    it(`is caught by ${rule}`, async () => {
      const [, , breaking] = [...stores, ...edge, ...app, ...records].find(([of]) => of === rule)!;
      const whole = promoted((await environmentOf("prod")).resources);
      const broken = breaking(whole).filter((resource) => !whole.includes(resource));
      assert.ok(broken.length > 0);
      for (const resource of broken) {
        const before = whole.find(({ urn }) => urn === resource.urn)!;
        assert.deepEqual(await stopping(before), []);
        assert.deepEqual([...new Set(await stopping(resource))], [rule], resource.name);
      }
    });
  }
});
