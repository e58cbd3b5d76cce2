import type { ServiceSettings } from "./config/services";
import type { Slot } from "./release";

/** Rules of one kind lie together; test routes are tried before the rules that split the traffic. */
const bands = { blue: 100, green: 200, traffic: 1000 } as const satisfies Record<Slot | "traffic", number>;

/** Where a band's catch-all lies: beyond the 10 services an app may have, so that adding one moves no other rule. */
const last = 99;

/**
 * A rule's place in the order in which the load balancer tries them, lowest first; each listener takes one rule a
 * place (AWS: 1 to 50000). Services keep the order of the stack file.
 */
export function rulePriority(band: keyof typeof bands, services: readonly ServiceSettings[], name: string): number {
  const index = services.findIndex((service) => service.name === name);
  const catchAll = services[index]?.paths.includes("/*") === true;
  return bands[band] + (catchAll ? last : index);
}

/** Request header that reaches one slot past the weights; its value is `testRouteValue`. */
export const testRouteHeader = "x-promenade-test";

/** What the test route's header must say: the slot, and the token that only operators know. */
export function testRouteValue(slot: Slot, token: string): string {
  return `${slot}-${token}`;
}
