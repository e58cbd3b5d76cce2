import type { Context } from "./context";
import type { Deployment } from "./ports/pulumi";
import { hasStacks } from "./sandbox-project";
import type { StackFile } from "./stack-file";
import { ensureToolchain } from "../toolchain/toolchain";
import { awsWorkspace, cloudOf, sandboxWorkspace } from "./workspace";

/** The state of a stack in the cloud that `file` is for; undefined where there is none. Starts and changes nothing. */
export async function deployed(context: Context, file: StackFile, stack: string): Promise<Deployment | undefined> {
  const cloud = cloudOf(context, file);
  if (cloud === "sandbox" && !hasStacks(context.sandbox.state)) return undefined;
  const toolchain = await ensureToolchain();
  const { pulumi } =
    cloud === "aws" ? awsWorkspace(context, toolchain) : sandboxWorkspace(context, toolchain, undefined);
  return (await pulumi.stacks()).includes(stack) ? pulumi.export(stack) : undefined;
}
