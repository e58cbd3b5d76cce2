import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Runnable, Runner } from "mocha";

const graceMilliseconds = 30_000;
/** For tests that switch mocha's own limit off. */
const longestMilliseconds = 30 * 60_000;

/**
 * Ends the run when a test blocks the event loop for good, where mocha's own limit has no say. A thread of its own
 * watches, so that it still has one.
 */
export function watch(runner: Runner): void {
  const thread = new Worker(join(__dirname, "watchdog-thread.mjs"), { stdout: false, stderr: false });
  thread.unref();
  const expect = (runnable: Runnable) => {
    const limit = (runnable.timeout() || longestMilliseconds) + graceMilliseconds;
    const { passes = 0, failures = 0 } = runner.stats ?? {};
    thread.postMessage({ title: runnable.fullTitle(), limit, passed: passes, failed: failures });
  };
  runner.on("test", expect);
  runner.on("hook", expect);
  runner.on("end", () => void thread.terminate());
}
