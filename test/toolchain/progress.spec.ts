import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { elapsed, reporterFor } from "../../toolchain/progress";

function stream(terminal: boolean) {
  const through = Object.assign(new PassThrough(), { isTTY: terminal, columns: 60 });
  return { target: through as unknown as NodeJS.WriteStream, text: () => (through.read() as Buffer).toString() };
}

describe("toolchain: how progress is told", () => {
  it("names durations in seconds, then in minutes", () => {
    assert.deepEqual([0, 59_999, 60_000, 185_000].map(elapsed), ["0 s", "59 s", "1 min 00 s", "3 min 05 s"]);
  });

  it("is plain lines where nobody watches: the step with its usual duration first, then its result", () => {
    const { target, text } = stream(false);
    reporterFor(target).begin("Building the engine", "3 min").end("built");
    assert.equal(text(), "Building the engine (usually 3 min)\n  built (0 s)\n");
  });

  it("is one line that is redrawn on a terminal, never wider than it", () => {
    const { target, text } = stream(true);
    reporterFor(target).begin("Building something with a very long name indeed", "3 to 5 min on 2 cores").end("built");
    const drawn = text().split("\r\x1b[K");
    assert.match(drawn[1] ?? "", /^⠋ Building something/);
    assert.ok((drawn[1] ?? "").length <= 60);
    assert.equal(drawn.at(-1), "Building something with a very long name indeed: built (0 s)\n");
  });
});
