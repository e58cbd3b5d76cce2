/** Who drives an environment's rollouts, and until when nobody else may. Times are ISO 8601. */
export interface LeaseHolder {
  readonly owner: string;
  readonly command: string;
  readonly since: string;
  readonly expires: string;
}

/** A lease that is not renewed ends after this long (ms). */
export const leaseMilliseconds = 60_000;

/** The lease's term, from now on. */
export const expiryAt = (now: number): string => new Date(now + leaseMilliseconds).toISOString();

/** Whether it is over. `skew` (ms) is by how much clocks of two machines may differ. */
export const isOver = ({ expires }: Pick<LeaseHolder, "expires">, now: number, skew: number): boolean =>
  Date.parse(expires) + skew < now;
