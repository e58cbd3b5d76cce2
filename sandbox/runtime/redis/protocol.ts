/** A reply of Redis's protocol, version 2. */
export type Reply = string | number | null | readonly Reply[] | RedisError | Status;

export class RedisError {
  constructor(readonly text: string) {}
}

export class Status {
  constructor(readonly text: string) {}
}

export const OK = new Status("OK");

export function encode(reply: Reply): string {
  if (reply === null) return "$-1\r\n";
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  if (reply instanceof RedisError) return `-${reply.text}\r\n`;
  if (reply instanceof Status) return `+${reply.text}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join("")}`;
}

/** Cuts what a client sends into commands: arrays of bulk strings, in whatever pieces they arrive. */
export class CommandReader {
  private buffer = Buffer.alloc(0);

  /** The commands that are whole by now. Throws on anything that is not the protocol. */
  read(chunk: Buffer): string[][] {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    const commands: string[][] = [];
    for (let next = this.next(); next; next = this.next()) {
      commands.push(next.words);
      this.buffer = this.buffer.subarray(next.end);
    }
    return commands;
  }

  private next(): { readonly words: string[]; readonly end: number } | undefined {
    let at = 0;
    const count = (sign: string): number | undefined => {
      const end = this.buffer.indexOf("\r\n", at);
      if (end < 0) return undefined;
      const line = this.buffer.toString("latin1", at, end);
      if (!new RegExp(`^\\${sign}\\d{1,9}$`).test(line)) throw new Error(`Protocol error: expected '${sign}'`);
      at = end + 2;
      return Number(line.slice(1));
    };
    const length = count("*");
    if (length === undefined) return undefined;
    const words: string[] = [];
    while (words.length < length) {
      const bytes = count("$");
      if (bytes === undefined || this.buffer.length < at + bytes + 2) return undefined;
      words.push(this.buffer.toString("utf8", at, at + bytes));
      at += bytes + 2;
    }
    return { words, end: at };
  }
}
