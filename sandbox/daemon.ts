import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createApi } from "./api/server";
import { aws } from "./aws/package";
import { Cloud } from "./cloud";
import { codeOf, messageOf, SandboxFailure } from "./failure";
import { readIfThere, sandboxFiles, type SandboxFiles, writePrivately } from "./files";
import { github } from "./github/package";
import { claim } from "./owner";
import { attachTo, startProvider } from "./provider/server";
import { LogFile } from "./runtime/log-file";
import { listen, LOOPBACK } from "./runtime/ports";
import { Runtime } from "./runtime/runtime";

/** What `daemon.json` says while the local cloud serves; it appears when all of it is ready. */
export interface DaemonFile {
  readonly pid: number;
  readonly startedAt: string;
  readonly version: string;
  /** `http://127.0.0.1:<apiPort>` is the AWS endpoint, and has the admin routes. */
  readonly apiPort: number;
  readonly providerPorts: Readonly<Record<string, number>>;
  /** For the engine's environment: `PULUMI_DEBUG_PROVIDERS`. */
  readonly debugProviders: string;
}

interface DaemonOptions {
  readonly files: SandboxFiles;
  readonly idleMinutes: number;
  /** A free one when not given. */
  readonly apiPort: number | undefined;
}

const USAGE = "--root DIR [--idle MINUTES] [--api-port PORT]";

/** Serves the local cloud of one folder until it is told to stop, or nothing was asked of it for a while. */
async function serve({ files, idleMinutes, apiPort }: DaemonOptions): Promise<void> {
  const disown = claim(files.owner);
  rmSync(files.daemon, { force: true }); // left by one that was killed
  const logFile = new LogFile(`${files.logs}/daemon.log`);
  const log = (line: string) => {
    logFile.write(`${new Date().toISOString()} ${line}`);
  };
  const startedAt = new Date();
  let lastAsked = Date.now();
  const touch = () => {
    lastAsked = Date.now();
  };

  const cloud = await Cloud.open(files.root);
  cloud.onChange(touch);
  const token = tokenIn(files);
  const address = () => ({ endpoint: `http://${LOOPBACK}:${(api.address() as AddressInfo).port}`, token });
  const runtime = await Runtime.create({ cloud, files, onRequest: touch, api: address, log });
  const aborted = new AbortController();
  let stopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log(`stops: ${reason}`);
    rmSync(files.daemon, { force: true });
    aborted.abort();
    api.close();
    api.closeIdleConnections();
    await providers?.close();
    await runtime.close();
    log("stopped");
    disown();
    process.exit();
  };

  let providers: Awaited<ReturnType<typeof startProvider>> | undefined;
  const api = createApi({
    token,
    context: {
      cloud,
      records: () => {
        if (!providers) throw new Error("the local cloud has not started yet");
        return providers.records;
      },
      databases: runtime.databases,
      services: runtime.services,
      oneOffTasks: runtime.oneOffTasks,
      functions: runtime.functions,
      rotations: runtime.rotations,
      targets: runtime.targets,
      metrics: runtime.metrics.store,
      alarms: runtime.alarms,
      faults: runtime.faults,
      cloudControlTypes: cloudControlTypes(),
    },
    daemon: {
      startedAt,
      metrics: runtime.metrics,
      idleStopAt: () => new Date(lastAsked + idleMinutes * 60_000),
      stop: () => void stop("asked to"),
    },
    onRequest: touch,
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(signal));
  process.on("uncaughtException", (error) => {
    // Children end with this process, and a later start recovers: better none than one in an unknown state.
    log(`ends after an error: ${error.stack ?? error.message}`);
    process.exit(1);
  });

  try {
    const port = await listen(api, {
      what: "local cloud's API",
      port: apiPort,
      otherwise: "ask for another --api-port",
    });
    await runtime.revive(aborted.signal);
    providers = await startProvider(cloud, runtime.effects, touch);
    const file: DaemonFile = {
      pid: process.pid,
      startedAt: startedAt.toISOString(),
      version: versionOf(join(__dirname, "..", "package.json")),
      apiPort: port,
      providerPorts: providers.ports,
      debugProviders: attachTo(providers),
    };
    writePrivately(files.daemon, JSON.stringify(file, null, 2) + "\n");
    log(`serves on port ${port}`);
  } catch (error) {
    log(`did not start: ${messageOf(error)}`);
    await runtime.close();
    disown();
    throw error;
  }

  const watch = setInterval(
    () => {
      if (Date.now() - lastAsked >= idleMinutes * 60_000) void stop(`idle for ${idleMinutes} minutes`);
    },
    Math.min(30_000, Math.max(100, (idleMinutes * 60_000) / 10)),
  );
  watch.unref();
}

const versionOf = (packageFile: string): string =>
  (JSON.parse(readFileSync(packageFile, "utf8")) as { version: string }).version;

/** The sandbox's token, made when there is none. */
function tokenIn({ token }: SandboxFiles): string {
  const existing = readIfThere(token)?.trim();
  if (existing) return existing;
  const fresh = randomBytes(20).toString("hex");
  writePrivately(token, fresh + "\n");
  return fresh;
}

/** Where several models share CloudFormation's name, the first is the one that the name is about. */
const cloudControlTypes = (): ReadonlyMap<string, string> =>
  new Map(
    [...aws.models, ...github.models].reverse().flatMap(({ cfn, type }) => (cfn === undefined ? [] : [[cfn, type]])),
  );

function optionsFrom(args: string[]): DaemonOptions {
  const { values } = parseArgs({
    args,
    options: { root: { type: "string" }, idle: { type: "string", default: "240" }, "api-port": { type: "string" } },
  });
  const idleMinutes = Number(values.idle);
  const apiPort = values["api-port"] === undefined ? undefined : Number(values["api-port"]);
  const valid =
    idleMinutes > 0 && (apiPort === undefined || (Number.isInteger(apiPort) && apiPort > 0 && apiPort < 65_536));
  if (values.root === undefined || !valid) throw new Error(`Expected ${USAGE}, found ${args.join(" ")}`);
  return { files: sandboxFiles(values.root), idleMinutes, apiPort };
}

/** What the disk refuses, in the form of all other refusals. */
function explained(error: unknown, root: string): string {
  if (!["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EEXIST", "EDQUOT"].includes(codeOf(error) ?? ""))
    return messageOf(error);
  return new SandboxFailure({
    where: `local cloud in ${root}`,
    wrong: "it cannot write there",
    found: messageOf(error),
    allowed: "a folder that this user can write to, with room for about 200 MB",
    change: "make room, change the folder's owner, or name another folder in PROMENADE_SANDBOX",
  }).message;
}

let root = "";
Promise.resolve()
  .then(() => {
    const options = optionsFrom(process.argv.slice(2));
    root = options.files.root;
    return serve(options);
  })
  .catch((error: unknown) => {
    process.stderr.write(explained(error, root) + "\n");
    process.exit(1);
  });
