import { Writable } from "node:stream";

/** A stream that remembers what was written to it. */
export class Said extends Writable {
  text = "";
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
