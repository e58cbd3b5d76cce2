/** One kind of entry: what its next value is, and how the store that it opens learns of it. Every step may be repeated. */
export interface Rotator {
  /** The value that follows `current`. */
  next(current: string): string;
  /** Makes the store take `pending` as well; whoever holds `current` goes on working. */
  accept(pending: string, current: string): Promise<void>;
  /** Throws unless the value opens what it is for. */
  prove(value: string): Promise<void>;
}
