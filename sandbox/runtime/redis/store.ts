import { OK, RedisError, type Reply } from "./protocol";

interface Entry {
  readonly value: string;
  /** Unix time, ms. */
  readonly expires: number;
}

const SYNTAX = new RedisError("ERR syntax error");
const NOT_AN_INTEGER = new RedisError("ERR value is not an integer or out of range");

/** Strings by key, each for as long as it was given. */
export class Store {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Commands on keys, by name, with the least number of arguments each takes. */
  readonly commands: Readonly<Record<string, readonly [least: number, (...words: string[]) => Reply]>> = {
    GET: [1, (key = "") => this.get(key)],
    MGET: [1, (...keys) => keys.map((key) => this.get(key))],
    SET: [2, (key = "", value = "", ...options) => this.set(key, value, options)],
    DEL: [1, (...keys) => keys.filter((key) => this.alive(key) && this.entries.delete(key)).length],
    EXISTS: [1, (...keys) => keys.filter((key) => this.alive(key)).length],
    INCR: [1, (key = "") => this.increment(key)],
    EXPIRE: [2, (key = "", seconds = "") => this.expire(key, seconds)],
    TTL: [1, (key = "") => this.timeToLive(key)],
    FLUSHDB: [
      0,
      () => {
        this.entries.clear();
        return OK;
      },
    ],
  };

  private alive(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry && entry.expires <= this.now()) this.entries.delete(key);
    return this.entries.get(key);
  }

  private get(key: string): string | null {
    return this.alive(key)?.value ?? null;
  }

  private set(key: string, value: string, options: readonly string[]): Reply {
    const words = options.map((word) => word.toUpperCase());
    const amount = (unit: string) => (words.includes(unit) ? Number(options[words.indexOf(unit) + 1]) : undefined);
    const ms = amount("PX") ?? (amount("EX") ?? Infinity) * 1000;
    const known = words.filter((_, index) => !["EX", "PX"].includes(words[index - 1] ?? ""));
    if (known.some((word) => !["EX", "PX", "NX", "XX"].includes(word))) return SYNTAX;
    if (!(ms > 0)) return NOT_AN_INTEGER;
    const exists = this.alive(key) !== undefined;
    if ((words.includes("NX") && exists) || (words.includes("XX") && !exists)) return null;
    this.entries.set(key, { value, expires: this.now() + ms });
    return OK;
  }

  private increment(key: string): Reply {
    const { value = "0", expires = Infinity } = this.alive(key) ?? {};
    if (!/^-?\d{1,15}$/.test(value)) return NOT_AN_INTEGER;
    this.entries.set(key, { value: String(Number(value) + 1), expires });
    return Number(value) + 1;
  }

  private expire(key: string, seconds: string): Reply {
    const entry = this.alive(key);
    if (!/^-?\d+$/.test(seconds)) return NOT_AN_INTEGER;
    if (entry) this.entries.set(key, { ...entry, expires: this.now() + Number(seconds) * 1000 });
    return entry ? 1 : 0;
  }

  /** Seconds; -1 for ever, -2 when there is no such key. */
  private timeToLive(key: string): number {
    const entry = this.alive(key);
    if (!entry) return -2;
    return entry.expires === Infinity ? -1 : Math.ceil((entry.expires - this.now()) / 1000);
  }
}
