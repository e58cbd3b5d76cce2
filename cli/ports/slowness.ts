import type { Slot } from "../../core/release";
import type { Endpoint } from "../workspace";

export interface Slowness {
  /** The environment's name. */
  readonly stack: string;
  readonly slot: Slot;
  readonly milliseconds: number;
  /** It ends by itself after so many. */
  readonly seconds: number;
}

/** Has every answer of a slot take longer for a while; only the local cloud can. @throws when it does not take it. */
export async function slowDown({ url, token }: Endpoint, slowness: Slowness): Promise<void> {
  const response = await fetch(`${url}/_sandbox/faults`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ kind: "slow", ...slowness }),
  });
  if (!response.ok) throw new Error(`the local cloud does not delay ${slowness.slot}: it answers ${response.status}`);
}
