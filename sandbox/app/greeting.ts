import Redis from "ioredis";
import type { AppSettings } from "./settings";

/** Seconds a value stays in the cache. */
const FRESH = 10;

/** A value that is worked out once and then comes from the cache. */
export class Greeting {
  private readonly redis: Redis;

  constructor(url: string, { timeout }: AppSettings, onError: (error: Error) => void) {
    this.redis = new Redis(url, { commandTimeout: timeout, maxRetriesPerRequest: 1, enableReadyCheck: false });
    this.redis.on("error", onError);
  }

  /** Throws when the cache does not answer. */
  async check(): Promise<void> {
    await this.redis.ping();
  }

  /** Whether the environment's greeting was in the cache. */
  async lookUp(environment: string): Promise<"hit" | "miss"> {
    const key = `greeting:${environment}`;
    if ((await this.redis.get(key)) !== null) return "hit";
    await this.redis.set(key, `Hello from ${environment}`, "EX", FRESH);
    return "miss";
  }

  end(): void {
    this.redis.disconnect();
  }
}
