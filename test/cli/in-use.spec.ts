import assert from "node:assert/strict";
import { dropsEntries, inUseRefusal } from "../../cli/in-use";
import type { EngineEvent } from "../../cli/events";
import type { Deployment } from "../../cli/ports/pulumi";
import { settingsOf } from "../support/settings";

const arn = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:promenade/dev/MAIL_KEY-abcdef";
const urn = (type: string, name: string): string => `urn:pulumi:dev::promenade::${type}::${name}`;
const secret = urn("aws:secretsmanager/secret:Secret", "dev-vault-MAIL_KEY");

const stateWith = (capacity: string): Deployment => {
  const tags = { "promenade:slot": "blue", "promenade:service": "app" };
  const containers = [{ name: "app", secrets: [{ name: "MAIL_KEY", valueFrom: `${arn}:current::` }] }];
  const resource = (type: string, name: string, outputs: object) => ({
    ...{ urn: urn(type, name), type },
    outputs: { ...outputs },
  });
  return {
    version: 3,
    deployment: {
      resources: [
        resource("aws:secretsmanager/secret:Secret", "dev-vault-MAIL_KEY", { arn, name: "promenade/dev/MAIL_KEY" }),
        resource("aws:ecs/taskDefinition:TaskDefinition", "dev-blue-app", {
          ...{ tags, containerDefinitions: JSON.stringify(containers) },
        }),
        resource("aws:appautoscaling/target:Target", "dev-blue-autoscaling-app", {
          tags: { ...tags, "promenade:capacity": capacity },
        }),
      ],
    },
  };
};

const planned = (op: string): readonly EngineEvent[] => [{ resourcePreEvent: { metadata: { op, urn: secret } } }];

describe("a change that takes from a slot what its tasks start with", () => {
  for (const op of ["delete", "delete-replaced"]) {
    it(`is refused by ${op}, naming slot and way out`, () => {
      const refusal = inUseRefusal("dev", stateWith("full"), planned(op));
      assert.equal(refusal?.kind, "refused");
      assert.match(refusal.message, /dev: dev-vault-MAIL_KEY/);
      assert.match(refusal.message, /named by blue\/app/);
      assert.match(refusal.message, /nothing has been changed/);
      assert.match(refusal.message, /npx promenade deploy --stack dev/);
    });
  }

  it("is let pass where nothing is removed, or the slot is retired", () => {
    for (const op of ["same", "update", "create-replacement"]) {
      assert.equal(inUseRefusal("dev", stateWith("full"), planned(op)), undefined);
    }
    assert.equal(inUseRefusal("dev", stateWith("none"), planned("delete")), undefined);
    assert.equal(inUseRefusal("dev", undefined, planned("delete")), undefined);
  });

  it("is seen coming from the settings alone, so that it is looked at before it is done", () => {
    assert.equal(dropsEntries(settingsOf(), stateWith("full")), true);
    assert.equal(dropsEntries(settingsOf({ secrets: ["MAIL_KEY"] }), stateWith("full")), false);
    assert.equal(dropsEntries(settingsOf(), stateWith("none")), false);
    assert.equal(dropsEntries(settingsOf(), undefined), false);
  });
});
