import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stagingFor } from "../../toolchain/installation";
import { officialInstaller } from "../../toolchain/installer";
import type { Attempt } from "../../toolchain/way";
import { machine, recorder, type Machine } from "./machine";

describe("toolchain: the official installer", () => {
  const realFetch = globalThis.fetch;
  let on: Machine;
  beforeEach(() => void (on = machine()));
  afterEach(() => {
    globalThis.fetch = realFetch;
    on.remove();
  });

  /** Makes the installer's host answer with a script, here and in the process that the Automation API runs in. */
  function serve(script: string): Machine["place"] {
    const preload = join(on.home, "serve.cjs");
    writeFileSync(
      preload,
      `globalThis.fetch = async () => new Response(${JSON.stringify(`PATH=/usr/bin:/bin\n${script}`)});`,
    );
    globalThis.fetch = () => Promise.resolve(new Response());
    return { ...on.place, environment: { ...on.environment, NODE_OPTIONS: `--require ${preload}` } };
  }

  const installs = (version: string) => `
while [ $# -gt 0 ]; do [ "$1" = --install-root ] && root="$2"; shift; done
mkdir -p "$root/bin"
printf '#!/bin/sh\\necho ${version}\\n' > "$root/bin/pulumi"
printf 'github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3' > "$root/bin/pulumi-language-nodejs"
chmod +x "$root/bin/"*`;

  const failureOf = (attempt: Attempt) =>
    "failure" in attempt ? attempt.failure : assert.fail("it should have failed");
  const nothingIsLeft = () => !existsSync(stagingFor(on.place, "installer")) && !existsSync(on.place.installation);

  it("installs the pinned version, whose packs are folders", async () => {
    const report = recorder();
    const attempt = await officialInstaller.attempt(serve(installs("v3.259.0")), report);
    assert.ok("toolchain" in attempt, JSON.stringify(attempt));
    const { version, source, packs, binDir } = attempt.toolchain;
    assert.deepEqual(
      { version, source, packs, binDir },
      {
        version: "3.259.0",
        source: "installer",
        packs: "folder",
        binDir: join(on.place.installation, "bin"),
      },
    );
    assert.match(report.told[0] ?? "", /^Pulumi 3\.259\.0 by its official installer \(usually 30 s/);
  });

  const unreachable: readonly [string, () => Promise<Response>, RegExp][] = [
    [
      "has no such host",
      () => Promise.reject(Object.assign(new TypeError(), { cause: { code: "ENOTFOUND" } })),
      /ENOTFOUND/,
    ],
    ["does not answer", () => Promise.reject(new DOMException("", "TimeoutError")), /no answer in 4 s/],
    ["refuses", () => Promise.resolve(new Response(null, { status: 403 })), /get\.pulumi\.com answered 403/],
  ];
  for (const [what, answer, says] of unreachable) {
    it(`is not started where the network ${what}`, async () => {
      globalThis.fetch = answer;
      assert.match(failureOf(await officialInstaller.attempt(on.place, recorder())), says);
      assert.ok(nothingIsLeft());
    });
  }

  it("bounds the time it waits for an answer", async () => {
    let signal: AbortSignal | null | undefined;
    globalThis.fetch = (_, options) => {
      signal = options?.signal;
      return Promise.reject(new TypeError());
    };
    await officialInstaller.attempt(on.place, recorder());
    assert.ok(signal instanceof AbortSignal);
  });

  it("leaves nothing half-installed when it fails on the way", async () => {
    const place = serve(`${installs("v3.259.0")}\necho "no space left" >&2; exit 1`);
    assert.match(failureOf(await officialInstaller.attempt(place, recorder())), /no space left/);
    assert.ok(nothingIsLeft());
  });

  it("refuses what turns out to be another version", async () => {
    const attempt = await officialInstaller.attempt(serve(installs("v3.300.0")), recorder());
    assert.match(failureOf(attempt), /it is 3\.300\.0, not 3\.259\.0/);
    assert.ok(nothingIsLeft());
  });
});
