import type { PackForm } from "./acceptance";
import type { Place } from "./place";
import type { Reporter } from "./progress";

/** A Pulumi CLI that has proven to run. */
export interface Toolchain {
  /** The executable. */
  readonly pulumi: string;
  /** Its folder; put first on PATH, so that the engine finds the language host beside it. */
  readonly binDir: string;
  readonly version: string;
  readonly source: "path" | "installer" | "build";
  /** The form in which this CLI can boot a policy pack. */
  readonly packs: PackForm;
}

/** What came of trying a way: a toolchain, or why not, in one line. */
export type Attempt = { readonly toolchain: Toolchain } | { readonly failure: string };

/** One way to come by a Pulumi CLI. */
export interface Way {
  readonly name: string;
  /** What the user would have to do for this way to work. */
  readonly remedy: string;
  attempt(place: Place, report: Reporter): Promise<Attempt>;
}
