import { rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./executables";
import { complete, stagingFor } from "./installation";
import { versions } from "./versions";
import type { Way } from "./way";

const script = "https://get.pulumi.com/install.sh";
const probeMilliseconds = 4_000;
const installSeconds = 240;

/** Why the installer's host does not answer; undefined when it does. */
async function unreachable(): Promise<string | undefined> {
  try {
    const answer = await fetch(script, { method: "HEAD", signal: AbortSignal.timeout(probeMilliseconds) });
    return answer.ok ? undefined : `get.pulumi.com answered ${answer.status}`;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const why = name === "TimeoutError" ? `no answer in ${probeMilliseconds / 1000} s` : (cause?.code ?? name);
    return `get.pulumi.com cannot be reached from here (${why})`;
  }
}

/** Pulumi's own installer, run by the Automation API. */
export const officialInstaller: Way = {
  name: "official installer",
  remedy: "let this machine reach get.pulumi.com and github.com",
  async attempt(place, report) {
    const activity = report.begin(`Pulumi ${versions.pulumi} by its official installer`, "30 s, or 4 s if unreachable");
    const failed = (failure: string) => {
      activity.end(failure);
      return { failure };
    };
    const failure = await unreachable();
    if (failure !== undefined) return failed(failure);

    const staging = stagingFor(place, "installer");
    rmSync(staging, { recursive: true, force: true });
    const installer = await run(process.execPath, [join(__dirname, "install.mjs"), staging, versions.pulumi], {
      environment: place.environment,
      timeoutSeconds: installSeconds,
    });
    if (!installer.ok) {
      rmSync(staging, { recursive: true, force: true });
      return failed(installer.reason);
    }
    const attempt = await complete(place, "installer");
    activity.end("failure" in attempt ? attempt.failure : "installed");
    return attempt;
  },
};
