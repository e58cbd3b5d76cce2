import { once } from "node:events";
import type { Duplex } from "node:stream";

/** A message of PostgreSQL's wire protocol: its type, and all its bytes with type and length. */
export interface Message {
  readonly type: string;
  readonly bytes: Buffer;
}

/** A message to the client; its length is filled in. */
export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const readyForQuery = (status: "I" | "T" | "E"): Buffer => message("Z", status);

/** What ends a connection: `code` is an SQLSTATE. */
export const fatal = (code: string, text: string): Buffer => message("E", `SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);

/** The next `count` bytes; undefined when the stream ends before. */
export async function take(stream: Duplex, count: number): Promise<Buffer | undefined> {
  if (count === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes = stream.read(count) as Buffer | null;
    if (bytes) return bytes.length === count ? bytes : undefined;
    if (stream.readableEnded || stream.destroyed) return undefined;
    const waiting = new AbortController();
    const events = ["readable", "end", "close"].map((event) => once(stream, event, { signal: waiting.signal }));
    await Promise.race(events).finally(() => waiting.abort());
    await Promise.allSettled(events);
  }
}

export async function takeMessage(stream: Duplex): Promise<Message | undefined> {
  const head = await take(stream, 5);
  const body = head && (await take(stream, head.readInt32BE(1) - 4));
  return body && { type: String.fromCharCode(head[0] as number), bytes: Buffer.concat([head, body]) };
}

/** Startup messages have no type, only a length and a code. */
export async function takeStartup(
  stream: Duplex,
): Promise<{ readonly code: number; readonly body: Buffer } | undefined> {
  const head = await take(stream, 8);
  const body = head && (await take(stream, Math.min(head.readInt32BE(0), 10_000) - 8));
  return body && { code: head.readInt32BE(4), body };
}

/** The whole messages in an answer of the server's. */
export function* messagesIn(answer: Buffer): Generator<Message> {
  for (let at = 0; at + 5 <= answer.length;) {
    const end = at + 1 + answer.readInt32BE(at + 1);
    yield { type: String.fromCharCode(answer[at] as number), bytes: answer.subarray(at, end) };
    at = end;
  }
}

/** Text columns of a DataRow. */
export function columnsOf({ bytes }: Message): (string | null)[] {
  const columns: (string | null)[] = [];
  let at = 7;
  for (let left = bytes.readInt16BE(5); left > 0; left--) {
    const length = bytes.readInt32BE(at);
    columns.push(length < 0 ? null : bytes.toString("utf8", at + 4, at + 4 + length));
    at += 4 + Math.max(length, 0);
  }
  return columns;
}

/** The text of an ErrorResponse. */
export const errorText = ({ bytes }: Message): string =>
  bytes
    .toString("utf8", 5)
    .split("\0")
    .find((field) => field.startsWith("M"))
    ?.slice(1) ?? "unknown error";
