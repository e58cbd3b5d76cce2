import assert from "node:assert/strict";
import { join } from "node:path";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { runProgram } from "../../support/program";
import { policies, RunningPack } from "../pack";

describe("policies/naming on the program itself", function () {
  this.timeout(60_000);
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  it("finds nothing to refuse in dev", async () => {
    const { resources } = await runProgram("dev");
    assert.ok(resources.length > 50);
    const findings = [];
    for (const { type, name, custom, inputs } of resources) {
      const props = JSON.parse(JSON.stringify(inputs)) as Record<string, JavaScriptValue>;
      findings.push(...(await pack.judge({ type, name, props, custom })));
    }
    assert.deepEqual(
      findings.map(({ message }) => message),
      [],
    );
  });
});
