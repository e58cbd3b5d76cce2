/** What the local cloud asks of a function's process, once. */
export interface Invocation {
  readonly folder: string;
  /** `index.handler`: file and exported name. */
  readonly handler: string;
  readonly event: unknown;
}

/** How it ended. */
export interface Outcome {
  readonly result?: unknown;
  /** Set when the function threw. */
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}
