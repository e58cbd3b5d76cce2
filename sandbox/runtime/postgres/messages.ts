import type { Problem } from "../../../core/problem";

/** What the daemon tells a database's process. Passwords go this way only: not by argument, file or environment. */
export type Call = PrepareCall | ServeCall | MasterCall | CopyCall;

export interface PrepareCall {
  readonly call: "prepare";
  readonly directory: string;
  readonly database: string;
  /** A cluster to begin with a copy of; without it, an empty one. */
  readonly origin?: string;
}

export interface CopyCall {
  readonly call: "copy";
  readonly directory: string;
  readonly to: string;
}

interface Master {
  readonly database: string;
  readonly username: string;
  /** Undefined leaves the one that the cluster has. */
  readonly password: string | undefined;
}

export interface ServeCall extends Master {
  readonly call: "serve";
  readonly identifier: string;
  readonly directory: string;
  readonly port: number | undefined;
  readonly tls: { readonly key: string; readonly cert: string };
}

export interface MasterCall extends Master {
  readonly call: "master";
}

/** Each call gets one reply, in order. */
export interface Reply {
  readonly port?: number;
  readonly failure?: string;
  readonly problem?: Problem;
}
