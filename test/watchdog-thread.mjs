import { writeSync } from "node:fs";
import process from "node:process";
import { parentPort } from "node:worker_threads";

let timer;

parentPort.on("message", ({ title, limit, passed, failed }) => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const hung = `\nThis test blocked everything for ${limit / 1000} s, and the run ends here:\n  ${title}\n`;
    writeSync(1, `${hung}${passed} passed, ${failed + 1} failed\n`);
    process.kill(process.pid, "SIGKILL");
  }, limit);
});
