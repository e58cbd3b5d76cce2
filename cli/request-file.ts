import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Request } from "../core/release";
import type { StackFile } from "./stack-file";
import type { Workspace } from "./workspace";

/**
 * Gives `work` the arguments that make one update carry a request: a stack file of its own, so that no request is left
 * in the one that everybody shares.
 */
export async function withRequest<T>(
  { project }: Workspace,
  { stack, content }: StackFile,
  request: Request,
  work: (args: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "promenade-request-"));
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const config = { ...(content.config as object | undefined), "promenade:request": request };
  try {
    writeFileSync(file, stringify({ ...content, ...project?.sealed(stack), config }), { mode: 0o600 });
    return await work(["--config-file", file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
