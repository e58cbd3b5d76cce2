import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placeFrom, type Place } from "../../toolchain/place";
import type { Reporter } from "../../toolchain/progress";

/** A home of its own and a PATH that holds nothing but what a test puts there. */
export interface Machine {
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly place: Place;
  /** Puts a shell script on PATH and returns where it is. */
  provide(name: string, script: string): string;
  /** What the fake tools were asked to do, in order. */
  calls(): readonly string[];
  remove(): void;
}

export function machine(): Machine {
  const home = mkdtempSync(join(tmpdir(), "promenade-toolchain-"));
  const binaries = join(home, "bin");
  mkdirSync(binaries);
  const environment = { HOME: home, PATH: binaries, PROMENADE_TOOLCHAIN_DIR: join(home, "cache") };
  return {
    home,
    environment,
    place: placeFrom(environment),
    provide(name, script) {
      const file = join(binaries, name);
      writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
      chmodSync(file, 0o755);
      return file;
    },
    calls() {
      const log = join(home, "calls");
      return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    },
    remove: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A Pulumi CLI of a version, with its language host, on the machine's PATH. Each run of it is a call. */
export function providePulumi(on: Machine, version: string): string {
  on.provide("pulumi-language-nodejs", "exit 1");
  return on.provide("pulumi", `echo "pulumi $*" >> "$HOME/calls"\necho ${version}`);
}

/** What a fake Go builds: an executable that answers as Pulumi of this version. */
export interface FakeGo {
  readonly version?: string;
  readonly builds?: string;
}

/**
 * A Go that needs no time: each build is a call. A build of an executable hangs as long as the file
 * `hold-<executable>` is in the home, and fails when the file `fail-<executable>` is there.
 */
function fakeGo({ version = "1.26.8", builds = "v3.259.0" }: FakeGo): string {
  return `if [ "$1" = version ]; then echo "go version go${version} linux/amd64"; exit; fi
while [ $# -gt 1 ]; do [ "$1" = -o ] && out="$2"; shift; done
name=$(basename "$1")
echo "build $name" >> "$HOME/calls"
echo "go: downloading example.com/module v1.0.0" >&2
while [ -e "$HOME/hold-$name" ]; do sleep 0.05; done
[ -e "$HOME/fail-$name" ] && { echo "out of luck" >&2; exit 1; }
printf '#!/bin/sh\\necho ${builds}\\n' > "$out"
chmod +x "$out"`;
}

export function provideGo(on: Machine, go: FakeGo = {}): void {
  on.provide("go", fakeGo(go));
}

/** A Python whose virtual environments hold the fake Go once pip has run in them; pip fails with the file `fail-pip`. */
export function providePython(on: Machine): void {
  const go = on.provide("go-of-pypi", fakeGo({}));
  on.provide(
    "python3",
    `for last; do :; done
if [ "$2" = venv ]; then
  mkdir -p "$last/bin"
  cp "$0" "$last/bin/python"
else
  echo "$*" | sed "s#-r .*/#-r #" >> "$HOME/calls"
  [ -e "$HOME/fail-pip" ] && { echo "ERROR: No matching distribution" >&2; exit 1; }
  cp ${go} "$(dirname "$0")/go"
fi`,
  );
}

/** A reporter that keeps what it is told. */
export function recorder(): Reporter & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    line: (text) => void told.push(text),
    begin(what, usually) {
      told.push(`${what} (usually ${usually})`);
      return { update: () => undefined, end: (result) => void told.push(result) };
    },
  };
}
