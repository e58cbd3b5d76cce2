import type { Problem } from "../../core/problem";
import type { Endpoint } from "../workspace";

/** What is to go wrong, as the local cloud takes it; `seconds` until it ends by itself. */
export interface FaultRequest {
  readonly kind: string;
  readonly stack?: string;
  readonly slot?: string;
  /** The application's, or AWS's where an API is disturbed. */
  readonly service?: string;
  readonly action?: string;
  readonly percent?: number;
  readonly milliseconds?: number;
  readonly seconds?: number;
}

export interface Fault extends Omit<FaultRequest, "seconds"> {
  readonly id: string;
  /** ISO 8601; absent where it stays until it is cleared. */
  readonly until?: string;
}

/** The local cloud's refusal; `where` is a property of the request. */
export class FaultRefused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.wrong);
    this.name = "FaultRefused";
  }
}

/** @throws FaultRefused for what would concern nothing that the local cloud has. */
export const beginFault = async (api: Endpoint, request: FaultRequest): Promise<Fault> =>
  (await ask<{ fault: Fault }>(api, "POST", "", request)).fault;

export const faultsOf = async (api: Endpoint): Promise<readonly Fault[]> =>
  (await ask<{ faults: readonly Fault[] }>(api, "GET")).faults;

/** Ends all of them, or those of one stack; tells which. */
export const clearFaults = async (api: Endpoint, stack: string | undefined): Promise<readonly Fault[]> => {
  const only = stack === undefined ? "" : `?${new URLSearchParams({ stack }).toString()}`;
  return (await ask<{ cleared: readonly Fault[] }>(api, "DELETE", only)).cleared;
};

async function ask<T>({ url, token }: Endpoint, method: string, query = "", body?: FaultRequest): Promise<T> {
  const route = `${url}/_sandbox/faults${query}`;
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(route, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const answer = (await response.json()) as { readonly problem?: Problem };
  if (answer.problem !== undefined) throw new FaultRefused(answer.problem);
  if (!response.ok) throw new Error(`the local cloud answers ${response.status} to ${route}`);
  return answer as T;
}
