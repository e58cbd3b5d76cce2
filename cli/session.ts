import type { Cloud } from "../core/config/keys";
import { updateMessage } from "../core/history/update-message";
import { Claims } from "./claim";
import type { Context } from "./context";
import { knownUser } from "./ports/identity";
import { Sandbox } from "./ports/sandbox";
import type { Deployment, Operate } from "./ports/pulumi";
import { repair } from "./repair";
import { SandboxProject } from "./sandbox-project";
import type { StackFile } from "./stack-file";
import { reap, takeOver } from "./takeover";
import { ensureToolchain } from "../toolchain/toolchain";
import { awsWorkspace, sandboxWorkspace, type Workspace } from "./workspace";

/** One command's work on one stack, with the way cleared of whatever a crash has left. */
export interface Session {
  readonly workspace: Workspace;
  /** The stack's state; undefined when there is no such stack yet. */
  readonly deployment: Deployment | undefined;
  readonly operate: Operate;
}

/**
 * Opens a stack for a command that changes it: CLI, local cloud, claim, recovery. The claim ends with the work.
 * @throws Failure when someone else works on the stack.
 */
export async function withSession<T>(
  context: Context,
  command: string,
  file: StackFile,
  cloud: Cloud,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const toolchain = await ensureToolchain();
  const asked = { context, command, file };
  if (cloud === "aws") return work(await open(asked, awsWorkspace(context, toolchain), () => undefined));

  const sandbox = new Sandbox(context.checkout, context.sandbox, context.environment);
  const claims = new Claims(context.sandbox.running);
  await takeOver(context, claims, file.stack);
  const claim = { command, cliPid: process.pid, startedAt: new Date().toISOString() };
  claims.write(file.stack, claim);
  try {
    // Before the local cloud starts: where the passphrase is missing, nothing is to be started or created.
    new SandboxProject(context.checkout, context.sandbox).prepare();
    const workspace = sandboxWorkspace(context, toolchain, await sandbox.start());
    const note = (pulumiPid: number) => claims.write(file.stack, { ...claim, pulumiPid });
    return await work(await open(asked, workspace, note));
  } finally {
    reap(context);
    claims.release(file.stack);
  }
}

interface Asked {
  readonly context: Context;
  readonly command: string;
  readonly file: StackFile;
}

async function open(
  { context, command, file }: Asked,
  workspace: Workspace,
  started: (pid: number) => void,
): Promise<Session> {
  const { pulumi, project, cloud } = workspace;
  const message = updateMessage({ command, by: knownUser(context.environment, cloud) });
  const operate: Operate = (operation, args, display = context.output.json ? "stderr" : "inherit") =>
    pulumi.operate(operation, {
      stack: file.stack,
      args: [...(operation === "preview" ? [] : ["--skip-preview", "--yes", "--message", message]), ...args],
      display,
      started,
    });
  project?.configure(file);
  const exported = await pulumi.export(file.stack);
  const salt = exported?.deployment.secrets_providers?.state?.salt;
  if (salt !== undefined) project?.configure(file, salt);
  const deployment = exported && (await repair({ context, workspace, file, operate }, exported));
  return { workspace, deployment, operate };
}

/** Makes the stack when the backend has none of that name. */
export async function ensureStack({ workspace, deployment }: Session, { stack }: StackFile): Promise<void> {
  if (deployment === undefined) await workspace.pulumi.init(stack);
}
