/** Something that takes a while and is under way. */
export interface Activity {
  /** What it is at right now, shown beside the time it has taken. */
  update(detail: string): void;
  /** Ends it with a result, after which it must not be used. */
  end(result: string): void;
}

/** Where the toolchain tells what it does. */
export interface Reporter {
  line(text: string): void;
  /** Announces a step with its usual duration, before it starts. */
  begin(what: string, usually: string): Activity;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const frameMilliseconds = 100;
const plainMilliseconds = 20_000;

/** `45 s`, `3 min 05 s`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** Ticks until it is stopped, without keeping the process alive. */
function ticking(milliseconds: number, tick: () => void): () => void {
  const timer = setInterval(tick, milliseconds);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** On a terminal one line per step, redrawn with a spinner and the elapsed time. */
function live(stream: NodeJS.WriteStream): Reporter {
  return {
    line: (text) => void stream.write(`${text}\n`),
    begin(what, usually) {
      const started = Date.now();
      let detail = "";
      let frame = 0;
      const draw = () => {
        const text = `${frames[frame++ % frames.length]} ${what} (usually ${usually}) · ${elapsed(Date.now() - started)}${detail}`;
        stream.write(`\r\x1b[K${text.slice(0, stream.columns || 80)}`);
      };
      draw();
      const stop = ticking(frameMilliseconds, draw);
      return {
        update: (text) => void (detail = ` · ${text}`),
        end(result) {
          stop();
          stream.write(`\r\x1b[K${what}: ${result} (${elapsed(Date.now() - started)})\n`);
        },
      };
    },
  };
}

/** Elsewhere plain lines, and one every 20 s as a sign of life. */
function plain(stream: NodeJS.WritableStream): Reporter {
  const line = (text: string) => void stream.write(`${text}\n`);
  return {
    line,
    begin(what, usually) {
      const started = Date.now();
      let detail = "";
      line(`${what} (usually ${usually})`);
      const stop = ticking(plainMilliseconds, () => {
        line(`  … ${elapsed(Date.now() - started)}${detail}`);
      });
      return {
        update: (text) => void (detail = `, ${text}`),
        end(result) {
          stop();
          line(`  ${result} (${elapsed(Date.now() - started)})`);
        },
      };
    },
  };
}

/** Reports to a stream, by default to stderr so that a command's own output stays clean. */
export function reporterFor(stream: NodeJS.WriteStream = process.stderr): Reporter {
  return stream.isTTY ? live(stream) : plain(stream);
}
