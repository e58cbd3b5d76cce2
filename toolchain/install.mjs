// Runs Pulumi's official installer in a process of its own, so that it can be ended when it hangs.
// Arguments: the folder to install into, the version. A plain string is what the installer prints into its command.
import automation from "@pulumi/pulumi/automation/cmd.js";

const [root, version] = process.argv.slice(2);
await automation.PulumiCommand.install({ root, version });
