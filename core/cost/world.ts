import type { Assumptions } from "./assumptions";
import type { Prices } from "./prices";
import { ofType, type Resources } from "./resource";

/** What an environment is built for, from its settings. */
export interface Scale {
  /** Requests a second; undefined plans for none. */
  readonly plannedLoad: number | undefined;
  /** Tasks of each service at the normal size. */
  readonly instances: Readonly<Record<string, number>>;
  /** What is expected to be kept, and for how long. */
  readonly logs: {
    readonly gigabytes: number;
    readonly retentionDays: number;
    readonly coldAfterDays: number | undefined;
  };
}

/** Everything that a resource's price follows from beside itself. */
export interface World {
  readonly resources: Resources;
  readonly scale: Scale;
  readonly assumptions: Assumptions;
  readonly prices: Prices;
}

/** One thing that is paid for: so many units at that price. */
export interface Line {
  readonly what: string;
  readonly unit: string;
  readonly quantity: number;
  /** USD a unit; undefined where the table has none. */
  readonly price: number | undefined;
  /** Set where it runs all month, so that AWS would sell it for less to whoever commits to a year. */
  readonly commitment?: Commitment;
}

export type Commitment = "tasks" | "database" | "cache";

export const daysAMonth = ({ assumptions }: World): number => assumptions.hoursAMonth / 24;

/** Requests a month, in millions. */
export function millionRequests({ scale, assumptions }: World): number {
  const average = ((scale.plannedLoad ?? 0) * assumptions.averageLoadPercent) / 100;
  return (average * assumptions.hoursAMonth * 3600) / 1e6;
}

/** Requests a month that the load balancer sees, in millions: what the CDN answers does not reach it. */
export const millionUncached = (world: World): number =>
  millionRequests(world) * (hasCdn(world) ? 1 - world.assumptions.cachedPercent / 100 : 1);

/** Gigabytes a month of so many million pieces. */
export const gigabytes = (millions: number, bytesEach: number): number => (millions * bytesEach) / 1e3;

/** Gigabytes of log a month. */
export const loggedGigabytes = (world: World): number =>
  (world.scale.logs.gigabytes / world.scale.logs.retentionDays) * daysAMonth(world);

export const hasCdn = ({ resources }: World): boolean =>
  ofType(resources, "aws:cloudfront/distribution:Distribution").length > 0;

/** An equal part of what all resources of a type share. */
export const shareOf = ({ resources }: World, type: string): number => 1 / Math.max(1, ofType(resources, type).length);
