import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Size (bytes) at which a log starts over; the one before is kept as `<file>.1`. */
const LARGEST = 5 * 1024 * 1024;

/** A log of bounded size, readable by its owner only. */
export class LogFile {
  private descriptor: number;
  private size: number;
  private closed = false;

  constructor(
    readonly path: string,
    private readonly largest = LARGEST,
  ) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.descriptor = openSync(path, "a", 0o600);
    this.size = fstatSync(this.descriptor).size;
  }

  /** A line that comes after the log was closed is lost. */
  write(line: string): void {
    if (this.closed) return;
    if (this.size > 0 && this.size + Buffer.byteLength(line) > this.largest) this.startOver();
    this.size += writeSync(this.descriptor, line + "\n");
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.descriptor);
  }

  private startOver(): void {
    closeSync(this.descriptor);
    renameSync(this.path, `${this.path}.1`);
    this.descriptor = openSync(this.path, "a", 0o600);
    this.size = 0;
  }
}

/** The text without any of the secrets, as they are or as they stand in an address. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter(({ length }) => length >= 6);
  return forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}
