/** From here on it is an alarm (requirement 1, s2: alerts in prod). */
export const limits = {
  /** Percent of a slot's requests that it answers with a 5xx status. */
  errorPercent: 1,
  /** Seconds within which 99 of 100 requests are answered. */
  p99Seconds: 2,
  /** Percent of what a task, a node or an instance has. */
  memoryPercent: 90,
  cpuPercent: 90,
} as const;

/** What the environment aims at (requirement 6). How much may fail in all is the environment's availability. */
export const objectives = {
  p99Seconds: 0.2,
} as const;

/** Fewer requests in a period than these say nothing about a rate: one early error would be an outage. */
export const minimumRequests = 50;

/** Lines that tell of an error, in five minutes. */
export const loggedErrors = 10;

/** Limits of stores. Percent of what the instance has, seconds, or a number in five minutes. */
export const storeLimits = {
  freeStoragePercent: 15,
  freeMemoryPercent: 5,
  connectionPercent: 80,
  replicaLagSeconds: 30,
  evictions: 1000,
} as const;

/** Days before its end at which a certificate must have been renewed (requirement 4). */
export const certificateDays = 30;
