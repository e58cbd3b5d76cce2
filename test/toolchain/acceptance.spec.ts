import assert from "node:assert/strict";
import { judgeVersion, packForm, parseVersion } from "../../toolchain/acceptance";

describe("toolchain: which version is accepted", () => {
  const cases: readonly [printed: string, oldest: string, accepted: boolean, says: RegExp][] = [
    ["v3.255.0", "3.255.0", true, /^3\.255\.0$/],
    ["v3.259.0\n", "3.255.0", true, /^3\.259\.0$/],
    ["v3.300.1-dev.0+abc", "3.255.0", true, /^3\.300\.1$/],
    ["v3.255.0", "3.255.1", false, /3\.255\.0 is older than 3\.255\.1/],
    ["v3.254.9", "3.255.0", false, /3\.254\.9 is older than 3\.255\.0/],
    ["v3.100.0", "3.255.0", false, /older/],
    ["v2.999.0", "3.255.0", false, /older/],
    ["v4.0.0", "3.255.0", false, /newer major version/],
    ["command not found", "3.255.0", false, /cannot be read from "command not found"/],
    ["", "3.255.0", false, /cannot be read/],
    ["go version go1.26.8 linux/amd64", "1.21.0", true, /^1\.26\.8$/],
    ["go version go1.27rc1 darwin/arm64", "1.21.0", true, /^1\.27\.0$/],
    ["go version go1.20.14 linux/amd64", "1.21.0", false, /older/],
  ];
  for (const [printed, oldest, accepted, says] of cases) {
    it(`${accepted ? "accepts" : "passes over"} ${JSON.stringify(printed)} where ${oldest} is the oldest`, () => {
      const verdict = judgeVersion(printed, oldest);
      assert.equal(verdict.accepted, accepted);
      assert.match(verdict.accepted ? verdict.version : verdict.reason, says);
    });
  }

  it("reads a version without a patch number", () => {
    assert.deepEqual(parseVersion("go1.21"), [1, 21, 0]);
  });
});

describe("toolchain: the form in which a language host boots policy packs", () => {
  const compiledFrom = (path: string) => Buffer.from(`\u007fELF…\0path\t${path}\n…`);

  it("is the folder with an official host", () => {
    const path = "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3";
    assert.equal(packForm(compiledFrom(path)), "folder");
  });

  it("is the launcher with the host out of the sdk module, and with one of unknown origin", () => {
    assert.equal(
      packForm(compiledFrom("github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs")),
      "launcher",
    );
    assert.equal(packForm(Buffer.from("#!/bin/sh\nexec mise exec pulumi-language-nodejs\n")), "launcher");
  });
});
