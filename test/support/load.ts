import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** One request, as its client saw it. */
export interface Answer {
  /** Unix time (ms) at which it was sent. */
  readonly at: number;
  /** Undefined where it was lost. */
  readonly slot: string | undefined;
  /** Why it counts as lost: not 2xx, reset, or over 5 s. */
  readonly lost: string | undefined;
}

/** Steady requests from another process. */
export class Load {
  private constructor(private readonly client: ChildProcess) {}

  /** Sends so many requests a second until it is stopped. */
  static async start(url: string, rate: number): Promise<Load> {
    const script = join(__dirname, "load-client.cjs");
    const client = fork(script, [url, String(rate)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    await once(client, "message");
    return new Load(client);
  }

  /** Ends it. @returns every request that was sent. */
  async stop(): Promise<readonly Answer[]> {
    this.client.send("stop");
    const [answers] = (await once(this.client, "message")) as [readonly Answer[]];
    this.client.disconnect();
    return answers;
  }
}

/** How many requests were lost, with what became of the first few of them. */
export function lostIn(answers: readonly Answer[]): { readonly lost: number; readonly examples: readonly string[] } {
  const lost = answers.flatMap(({ lost: why }) => why ?? []);
  return { lost: lost.length, examples: lost.slice(0, 5) };
}

/**
 * Probability that chance alone leads at least so far from the expected count: the exact binomial test, two-sided by
 * adding up all counts that are no more likely than the one that was seen.
 */
export function exactTest(seen: number, of: number, share: number): number {
  const logs = logFactorials(of);
  const log = (count: number): number =>
    (logs[of] ?? 0) - (logs[count] ?? 0) - (logs[of - count] ?? 0) + term(count, share) + term(of - count, 1 - share);
  const limit = log(seen) + 1e-9;
  let probability = 0;
  for (let count = 0; count <= of; count++) if (log(count) <= limit) probability += Math.exp(log(count));
  return Math.min(1, probability);
}

const term = (count: number, share: number): number => (count === 0 ? 0 : count * Math.log(share));

function logFactorials(upTo: number): readonly number[] {
  const logs = [0];
  for (let n = 1; n <= upTo; n++) logs.push((logs[n - 1] ?? 0) + Math.log(n));
  return logs;
}
