import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Runnable, Runner } from "mocha";

const beatMilliseconds = 1000;

/** How long the event loop may stand still: longer than anything that is merely slow. */
const limitMilliseconds = Number(process.env["PROMENADE_TEST_BLOCK_MS"] ?? 90_000);

/**
 * Ends the run when a test blocks the event loop for good, where mocha's own limit has no say. A thread of its own
 * watches, so that it still has one; it hears of every beat of the loop, however long the test's own limit is.
 */
export function watch(runner: Runner): void {
  const thread = new Worker(join(__dirname, "watchdog-thread.mjs"), { stdout: false, stderr: false });
  thread.unref();
  let title = "";
  const beat = () => {
    const { passes = 0, failures = 0 } = runner.stats ?? {};
    thread.postMessage({ title, limit: limitMilliseconds, passed: passes, failed: failures });
  };
  const beats = setInterval(beat, beatMilliseconds);
  const expect = (runnable: Runnable) => {
    title = runnable.fullTitle();
    beat();
  };
  runner.on("test", expect);
  runner.on("hook", expect);
  runner.on("end", () => {
    clearInterval(beats);
    void thread.terminate();
  });
}
