import type { Context } from "./context";
import type { Deployment } from "./ports/pulumi";
import { hasStacks } from "./sandbox-project";
import type { StackFile } from "./stack-file";
import { ensureToolchain } from "../toolchain/toolchain";
import { awsWorkspace, cloudOf, sandboxWorkspace, type Workspace } from "./workspace";

/** Pulumi where `file`'s cloud is, as far as anything was ever deployed there. Starts and changes nothing. */
export async function anyWorkspace(context: Context, file: StackFile): Promise<Workspace | undefined> {
  const cloud = cloudOf(context, file);
  if (cloud === "sandbox" && !hasStacks(context.sandbox.state)) return undefined;
  const toolchain = await ensureToolchain();
  return cloud === "aws" ? awsWorkspace(context, toolchain) : sandboxWorkspace(context, toolchain, undefined);
}

/** The same where it has a stack of that name. */
export async function existingWorkspace(
  context: Context,
  file: StackFile,
  stack: string,
): Promise<Workspace | undefined> {
  const workspace = await anyWorkspace(context, file);
  return (await workspace?.pulumi.stacks())?.includes(stack) ? workspace : undefined;
}

/** The state of a stack in the cloud that `file` is for; undefined where there is none. */
export const deployed = async (context: Context, file: StackFile, stack: string): Promise<Deployment | undefined> =>
  (await existingWorkspace(context, file, stack))?.pulumi.export(stack);
