import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { Sandbox } from "./ports/sandbox";
import { readStackFile } from "./stack-file";
import { ensureToolchain } from "../toolchain/toolchain";
import { awsWorkspace, cloudOf, sandboxWorkspace } from "./workspace";

/** Commands of Pulumi's that talk to the cloud, for which the local one has to serve. */
const needsCloud = ["up", "update", "preview", "pre", "refresh", "destroy", "down", "import", "watch"];

/** Runs the pinned CLI with the user's own arguments; its exit code is ours. */
export async function passThrough(context: Context, args: readonly string[]): Promise<number> {
  const { checkout, options, sandbox: files, environment } = context;
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const toolchain = await ensureToolchain();
  if (cloudOf(context, file) === "aws")
    return awsWorkspace(context, toolchain).pulumi.show(args, { display: "inherit" });

  const sandbox = new Sandbox(checkout, files, environment);
  const daemon = needsCloud.includes(args[0] ?? "") ? await sandbox.start() : sandbox.running();
  const { pulumi, project } = sandboxWorkspace(context, toolchain, daemon);
  project?.configure(file);
  // Settings are changed where their users keep them, not in the file made from it.
  const own = args[0] === "config" && !args.includes("--config-file") ? ["--config-file", file.path] : [];
  return pulumi.show([...args, ...own], { display: "inherit", stack: file.stack });
}
