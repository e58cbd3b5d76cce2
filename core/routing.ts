import type { ServiceSettings } from "./config/services";
import type { Slot } from "./release";

type Band = Slot | "traffic";

/** Where the rules of one kind lie on a listener, and how many there can be of each. */
interface Bands {
  readonly starts: Readonly<Record<Band, number>>;
  readonly width: number;
}

/**
 * Test routes are tried before the rules that split the traffic. Between the two lie the rules of guests, for a rule of
 * traffic that takes every path leaves nothing to those behind it.
 */
const ownBands: Bands = { starts: { blue: 100, green: 200, traffic: 49_000 }, width: 100 };

/** Rules of guests: each has its places, told by its number, which repeats when this many are open at once. */
const guests = { first: 1_000, count: 1_600, places: 30 } as const;
const guestBands: Bands = { starts: { blue: 0, green: 10, traffic: 20 }, width: 10 };

/**
 * A rule's place in the order in which the load balancer tries them, lowest first; each listener takes one rule a
 * place (AWS: 1 to 50000). Services keep the order of the stack file, and a catch-all lies at the end of its band, so
 * that adding a service moves no other rule.
 *
 * @param pullRequest number of the guest that shares the listener with its host.
 */
export function rulePriority(
  band: Band,
  services: readonly ServiceSettings[],
  name: string,
  pullRequest: number | undefined,
): number {
  const { starts, width } = pullRequest === undefined ? ownBands : guestBands;
  const first = pullRequest === undefined ? 0 : guests.first + (pullRequest % guests.count) * guests.places;
  const index = services.findIndex((service) => service.name === name);
  const catchAll = services[index]?.paths.includes("/*") === true;
  return first + starts[band] + (catchAll ? width - 1 : index);
}

const guestPorts = { first: 10_000, count: 55_000 } as const;

/** Port of a guest's own listener on its host's load balancer, where that serves no domain. */
export const guestPort = (pullRequest: number): number => guestPorts.first + (pullRequest % guestPorts.count);

/** Request header that reaches one slot past the weights; its value is `testRouteValue`. */
export const testRouteHeader = "x-promenade-test";

/** What the test route's header must say: the slot, and the token that only operators know. */
export function testRouteValue(slot: Slot, token: string): string {
  return `${slot}-${token}`;
}
