import type { RequestConfig } from "./config";

/** One request, and what its answer has to be like. */
export interface RequestCheck {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  /** Sent as JSON; undefined sends none. */
  readonly body: RequestConfig["body"];
  readonly status: number;
  /** Text that is somewhere in the answer. */
  readonly contains: string | undefined;
  /** Values of the answer, by where each is. `{release}`, `{slot}` and `{environment}` stand for those that are checked. */
  readonly json: Readonly<Record<string, Scalar>>;
  /** Likewise, by the header's name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly withinSeconds: number;
  /** Asked of the release in the other slot, too: it has to go on working with the database as it is now. */
  readonly bothReleases: boolean;
}

export type Scalar = string | number | boolean | null;

/** What a release is checked for. */
export interface Checks {
  readonly smoke: readonly RequestCheck[];
  /** One after the other, with the cookies of those before; what follows a failed step is not asked. */
  readonly criticalPath: readonly RequestCheck[];
  /** A command of the app's image that ends with 0 where its data are right. */
  readonly data: readonly string[] | undefined;
  /** What the requests of load and chaos may be like. */
  readonly limits: LoadLimits;
  /** Undefined where none can be asked for. */
  readonly load: LoadCheck | undefined;
  readonly chaos: ChaosCheck | undefined;
}

export interface LoadLimits {
  /** Percent of the requests that may be lost: not answered as their check asks. */
  readonly errorPercent: number;
  readonly p99Seconds: number;
}

export interface LoadCheck {
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

export interface ChaosCheck {
  /** Stops one task of each service, and sees that requests go on and another task comes. */
  readonly stopTask: boolean;
  /** Adds so much to every answer; only the local cloud can. */
  readonly latencyMs: number | undefined;
}
