/** Whether a tool that was found is good enough; a reason is written to follow "passed over: ". */
export type Verdict =
  { readonly accepted: true; readonly version: string } | { readonly accepted: false; readonly reason: string };

type Release = readonly [major: number, minor: number, patch: number];

/** The first version number in what a tool prints: `v3.259.0`, `go version go1.26.8 linux/amd64`, `3.255`. */
export function parseVersion(printed: string): Release | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(printed);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

function compare(left: Release, right: Release): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** Judges a tool by what its `version` command printed: at least `oldest`, and of the same major version. */
export function judgeVersion(printed: string, oldest: string): Verdict {
  const found = parseVersion(printed);
  const minimum = parseVersion(oldest);
  if (found === undefined || minimum === undefined) {
    return {
      accepted: false,
      reason: `its version cannot be read from ${JSON.stringify(printed.trim().slice(0, 80))}`,
    };
  }
  const version = found.join(".");
  if (found[0] > minimum[0])
    return { accepted: false, reason: `${version} is of a newer major version than ${oldest}` };
  if (compare(found, minimum) < 0) return { accepted: false, reason: `${version} is older than ${oldest}` };
  return { accepted: true, version };
}

/** How a policy pack is handed to `--policy-pack`: as its folder, or as an executable file that boots it. */
export type PackForm = "folder" | "launcher";

/** The module path that Go records in every official language host since it became a module of its own. */
const officialHostModule = "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3";

/**
 * Only an official language host is known to boot a pack from its folder. The one built from the `sdk/v3`
 * module cannot; the launcher works with any, so it is also the answer for wrappers and unknown builds.
 */
export function packForm(languageHost: Buffer): PackForm {
  return languageHost.includes(officialHostModule) ? "folder" : "launcher";
}
