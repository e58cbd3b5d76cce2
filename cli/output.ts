import { Writable } from "node:stream";
import { styleText } from "node:util";
import type { Problem } from "../core/problem";
import { describe, exitCodes } from "./failure";

type Style = Parameters<typeof styleText>[0];

/** A stream that commands write to; a terminal tells its width and gets colours. */
export type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface Streams {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/**
 * What a command tells. With `--json` stdout holds one document and nothing else, and all that is said on the way
 * goes to stderr.
 */
export class Output {
  constructor(
    private readonly streams: Streams,
    readonly json: boolean,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Where progress goes. */
  get narration(): Stream {
    return this.json ? this.streams.stderr : this.streams.stdout;
  }

  /** The same, for one of several that are worked on at a time: each line says whose it is. */
  about(name: string): Output {
    const named = (stream: Stream): Stream =>
      new Writable({
        decodeStrings: false,
        write: (text: string, _, done) => {
          stream.write(text.replace(/^(?=.)/gm, `${name}  `));
          done();
        },
      });
    const { stdout, stderr } = this.streams;
    return new Output({ stdout: named(stdout), stderr: named(stderr) }, this.json, this.environment);
  }

  /** One or more lines for people. */
  say(text: string): void {
    this.narration.write(`${text}\n`);
  }

  /** The command's result: the document with `--json`, the text otherwise. */
  result(document: unknown, text: () => string): void {
    this.streams.stdout.write(`${this.json ? JSON.stringify(document, undefined, 2) : text()}\n`);
  }

  /** Tells an error in one block and returns its exit code; the stack trace only when asked for. */
  error(error: unknown, verbose: boolean): number {
    const { kind, problems } = describe(error);
    const exitCode = exitCodes[kind];
    if (this.json) this.result({ error: { kind, exitCode, problems } }, () => "");
    else this.streams.stderr.write(`${this.block(problems)}\n`);
    if (verbose) this.streams.stderr.write(`${traceOf(error)}\n`);
    return exitCode;
  }

  /** Colours the text when people read the progress on a terminal. */
  paint(style: Style, text: string, stream: Stream = this.narration): string {
    return colourful(stream, this.environment) ? styleText(style, text, { validateStream: false }) : text;
  }

  private block(problems: readonly Problem[]): string {
    const paint = (style: Style, text: string) => this.paint(style, text, this.streams.stderr);
    const blocks = problems.map(({ where, wrong, found, allowed, change }) =>
      [
        `${paint("bold", where)}: ${paint("red", wrong)}`,
        `  ${paint("dim", "found")}    ${found}`,
        `  ${paint("dim", "allowed")}  ${allowed}`,
        `  ${paint("dim", "do")}       ${paint("green", change)}`,
      ].join("\n"),
    );
    return [...(problems.length > 1 ? [paint("bold", `${problems.length} problems`)] : []), ...blocks].join("\n\n");
  }
}

/** The conventions of https://no-color.org and https://force-color.org. */
function colourful(stream: Stream, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR && FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && TERM !== "dumb";
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? (error.stack ?? error.message)
    : `${error.stack}\nCaused by ${traceOf(error.cause)}`;
}
