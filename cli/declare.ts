import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { emptySlotImage } from "../core/container";
import { unknownFrom, type Declared } from "../core/differences";
import type { Settings } from "../core/settings";
import type { Context } from "./context";
import { deployed } from "./deployed";
import { Pulumi, type DeclaredResource, type Deployment } from "./ports/pulumi";
import { Sandbox } from "./ports/sandbox";
import { SandboxProject } from "./sandbox-project";
import type { StackFile } from "./stack-file";
import { ensureToolchain } from "../toolchain/toolchain";
import { cloudOf, sandboxWorkspace } from "./workspace";

/**
 * What the program declares for a stack, on the real engine, as if nothing of it existed and all started with the same
 * release: its state plays no part. Needs the cloud for what the program looks up, and changes nothing in it.
 */
export async function declare(
  context: Context,
  file: StackFile,
  { services, environment: { guest } }: Settings,
): Promise<readonly Declared[]> {
  const scratch = mkdtempSync(join(tmpdir(), "promenade-declare-"));
  const images = Object.fromEntries(services.map(({ name }) => [name, emptySlotImage]));
  const config = {
    ...file.config,
    "promenade:request": undefined,
    // Who is told of alarms is each environment's own, as its name and its domain are.
    "promenade:alerts": {},
    "promenade:initialRelease": { release: "any", images },
  };
  try {
    const pulumi = await emptyPlace(context, { ...file, content: { config } }, scratch);
    if (guest !== undefined) await lend(pulumi, guest.host, await deployed(context, file, guest.host));
    await pulumi.init(file.stack);
    return (await pulumi.declared(file.stack)).map(settled);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A guest asks for its host's outputs: the empty place is told them, and nothing else of the host. */
async function lend(pulumi: Pulumi, host: string, deployment: Deployment | undefined): Promise<void> {
  const { version, deployment: { resources = [] } = {} } = deployment ?? {};
  const [stack] = resources.filter(({ type }) => type === "pulumi:pulumi:Stack");
  if (version === undefined || stack === undefined) return;
  await pulumi.init(host);
  const { urn, type, outputs = {} } = stack;
  await pulumi.import(host, { version, deployment: { resources: [{ urn, type, outputs }] } });
}

/** Pulumi with a state of its own that holds nothing. */
async function emptyPlace(context: Context, file: StackFile, scratch: string): Promise<Pulumi> {
  const { checkout, sandbox, environment } = context;
  const toolchain = await ensureToolchain();
  const files = { ...sandbox, state: join(scratch, "state"), project: join(scratch, "project"), running: scratch };
  if (cloudOf(context, file) === "sandbox") {
    const daemon = await new Sandbox(checkout, sandbox, environment).start();
    const { pulumi, project } = sandboxWorkspace({ ...context, sandbox: files }, toolchain, daemon);
    project?.configure(file, undefined);
    return pulumi;
  }
  const project = new SandboxProject(checkout, { ...files, root: scratch, passphrase: join(scratch, "passphrase") });
  project.prepare();
  project.configure(file, undefined);
  return new Pulumi({
    ...{ pulumi: toolchain.pulumi, binDir: toolchain.binDir, directory: files.project, scratch },
    environment: {
      ...environment,
      PULUMI_BACKEND_URL: pathToFileURL(files.state).href,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(scratch, "passphrase"),
    },
  });
}

/** What stands in a preview for a value that only the cloud can tell. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that is not known yet is told by where it comes from, so that two of them can be compared. */
function settled({ type, urn, inputs = {}, protect = false, propertyDependencies = {} }: DeclaredResource): Declared {
  const told = Object.entries(inputs).map(([property, value]) => {
    const sources = (propertyDependencies[property] ?? []).map(nameOf).sort();
    return [property, replaced(value, unknownFrom([...new Set(sources)]))];
  });
  return { type, name: nameOf(urn), inputs: { ...(Object.fromEntries(told) as object), protect } };
}

function replaced(value: unknown, source: string): unknown {
  if (value === unknown) return source;
  if (Array.isArray(value)) return value.map((item) => replaced(item, source));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, source)]));
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
