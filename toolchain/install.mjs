// Runs Pulumi's official installer in a process of its own, so that it can be ended when it hangs.
// Arguments: the folder to install into, the version.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { PulumiCommand } = require("@pulumi/pulumi/automation/cmd");
// The Automation API wants the version as an object of its own semver.
const { SemVer } = createRequire(require.resolve("@pulumi/pulumi/package.json"))("semver");

const [root, version] = process.argv.slice(2);
try {
  await PulumiCommand.install({ root, version: new SemVer(version) });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
