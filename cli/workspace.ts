import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud } from "../core/config/keys";
import type { Toolchain } from "../toolchain/way";
import type { Context } from "./context";
import { policyPacks, type Pack } from "./policy-packs";
import { Pulumi } from "./ports/pulumi";
import { Sandbox, type Daemon } from "./ports/sandbox";
import { SandboxProject } from "./sandbox-project";
import type { StackFile } from "./stack-file";

/** The local cloud's AWS API. */
export interface Endpoint {
  readonly url: string;
  /** Taken as access key id. */
  readonly token: string;
}

/** The pinned Pulumi, pointed at one cloud. */
export interface Workspace {
  readonly cloud: Cloud;
  readonly pulumi: Pulumi;
  /** The policy packs that judge what is done there. */
  readonly packs: readonly Pack[];
  /** The local cloud's project folder; none on AWS, where the user's own stack files are Pulumi's. */
  readonly project: SandboxProject | undefined;
  /** Where the local cloud's AWS API is; undefined on AWS, whose SDK finds its own way, and while none serves. */
  readonly endpoint: Endpoint | undefined;
}

/** Points Pulumi at the local cloud, through a daemon if one serves. */
export function sandboxWorkspace(context: Context, toolchain: Toolchain, daemon: Daemon | undefined): Workspace {
  const { checkout, sandbox: files } = context;
  const project = new SandboxProject(checkout, files);
  project.prepare();
  return {
    cloud: "sandbox",
    pulumi: new Pulumi({
      pulumi: toolchain.pulumi,
      binDir: toolchain.binDir,
      directory: files.project,
      environment: { ...project.environment(context.environment), ...providers(daemon) },
      scratch: files.running,
    }),
    packs: policyPacks(checkout, toolchain),
    project,
    endpoint: daemon && endpointOf(daemon, new Sandbox(checkout, files, context.environment)),
  };
}

/** Pulumi as its user has set it up: backend, login and stack files are theirs. */
export function awsWorkspace({ checkout, environment }: Context, toolchain: Toolchain): Workspace {
  return {
    cloud: "aws",
    pulumi: new Pulumi({
      pulumi: toolchain.pulumi,
      binDir: toolchain.binDir,
      directory: checkout,
      environment,
      scratch: join(tmpdir(), "promenade"),
    }),
    packs: policyPacks(checkout, toolchain),
    project: undefined,
    endpoint: undefined,
  };
}

/** Where a cloud's API is, with the local cloud serving; undefined on AWS, whose SDK finds its own way. */
export async function endpointFor(context: Context, cloud: Cloud): Promise<Endpoint | undefined> {
  if (cloud === "aws") return undefined;
  const sandbox = new Sandbox(context.checkout, context.sandbox, context.environment);
  return endpointOf(await sandbox.start(), sandbox);
}

const endpointOf = ({ apiPort }: Daemon, sandbox: Sandbox): Endpoint => ({
  url: `http://127.0.0.1:${apiPort}`,
  token: sandbox.token(),
});

const providers = (daemon: Daemon | undefined): NodeJS.ProcessEnv =>
  daemon === undefined ? {} : { PULUMI_DEBUG_PROVIDERS: daemon.debugProviders };

/** What the first line of a command calls its cloud. */
export const cloudName: Readonly<Record<Cloud, string>> = { sandbox: "the sandbox, the local cloud", aws: "AWS" };

/** The cloud that a command works on. */
export const cloudOf = ({ options }: Context, { config }: StackFile): Cloud =>
  options.cloud ?? (config["promenade:cloud"] === "aws" ? "aws" : "sandbox");
