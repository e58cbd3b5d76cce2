import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findIn, findOnPath, run } from "../../toolchain/executables";
import { exclusively } from "../../toolchain/lock";
import { placeFrom } from "../../toolchain/place";
import { reporterFor } from "../../toolchain/progress";
import { checkout } from "./environment";
import { launch } from "./processes";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** Stands in for AWS's API, by people who know it and not this project: https://docs.getmoto.org */
const version = "5.2.5";
const startMs = 60_000;

export interface Moto {
  readonly url: string;
  /** Settings of any AWS client. */
  readonly client: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  stop(): Promise<void>;
}

/** Starts moto, empty; or tells in one line why there is none here. */
export async function startMoto(): Promise<Moto | string> {
  const installed = await install();
  if ("failure" in installed) return `moto is not to be had: ${installed.failure}`;
  const server = launch(installed.server, ["-H", "127.0.0.1", "-p", "0"], { cwd: checkout, env: process.env });
  for (const deadline = Date.now() + startMs; Date.now() < deadline; await pause(50)) {
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(server.said())?.[1];
    if (url === undefined) continue;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const stop = async (): Promise<void> => {
      server.killGroup();
      await server.ended;
    };
    return { url, client: { region: "eu-west-1", endpoint: url, credentials }, stop };
  }
  server.killGroup();
  return `moto did not start: ${server.said().trim().split("\n").at(-1) ?? ""}`;
}

/** From PyPI into an environment of its own beside the toolchain, once for each user. */
async function install(): Promise<{ readonly server: string } | { readonly failure: string }> {
  const { directory, environment } = placeFrom(process.env);
  const python = findOnPath("python3", environment) ?? findOnPath("python", environment);
  if (python === undefined) return { failure: "no python3 on PATH" };
  const report = reporterFor();
  const folder = join(directory, `moto-${version}`);
  const binaries = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  const finished = join(folder, "finished");
  return exclusively(`${folder}.lock`, report, async () => {
    if (!existsSync(finished)) {
      const activity = report.begin(`moto ${version} from PyPI, in a private environment`, "30 to 90 s");
      const options = { environment: { ...environment, PIP_DISABLE_PIP_VERSION_CHECK: "1" }, timeoutSeconds: 300 };
      const created = await run(python, ["-m", "venv", "--clear", folder], options);
      const pip = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", `moto[server]==${version}`];
      const result = created.ok ? await run(findIn([binaries], "python") ?? python, pip, options) : created;
      activity.end(result.ok ? "ready" : result.reason);
      if (!result.ok) {
        rmSync(folder, { recursive: true, force: true });
        return { failure: result.reason };
      }
      writeFileSync(finished, "");
    }
    const server = findIn([binaries], "moto_server");
    return server === undefined ? { failure: `no moto_server in ${binaries}` } : { server };
  });
}
