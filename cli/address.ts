import { loopbackAddress } from "./ports/sandbox";
import type { Endpoint } from "./workspace";

/** How an environment is opened. */
export interface Address {
  /** Opens from this machine. */
  readonly url: string | null;
  /** The name that `url` stands for, where that is but a port of this machine, as in the local cloud; else null. */
  readonly domain: string | null;
}

/**
 * The address of an environment whose own URL is `url`. No resolver knows the names of the local cloud: what is given
 * there is the port that answers to them.
 */
export async function addressOf(endpoint: Endpoint | undefined, url: string | undefined): Promise<Address> {
  if (url === undefined) return { url: null, domain: null };
  const local = endpoint && (await loopbackAddress(endpoint, url));
  return local === undefined || local === url ? { url, domain: null } : { url: local, domain: new URL(url).host };
}
