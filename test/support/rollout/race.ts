import type { Operator, Outcome } from "./operator";

/** Lets one of several go on at a time. */
export class Turns {
  private readonly waiting = new Map<number, () => void>();
  private arrived: () => void = () => undefined;

  /** Where the operator of that number waits for its turn. */
  readonly of = (number: number) => (): Promise<void> =>
    new Promise((resolve) => {
      this.waiting.set(number, resolve);
      this.arrived();
    });

  /**
   * Runs two commands to their ends, one boundary at a time.
   * @param order who goes next; the first one where it is used up and both still go on.
   */
  async run(operators: readonly [Operator, Operator], order: readonly boolean[]): Promise<readonly [Outcome, Outcome]> {
    const outcomes: Outcome[] = [];
    const trouble: unknown[] = [];
    const left = new Set([0, 1]);
    const begin = (number: number): void =>
      void operators[number]!.run()
        .then((outcome) => (outcomes[number] = outcome))
        .catch((error: unknown) => trouble.push(error))
        .finally(() => {
          left.delete(number);
          this.arrived();
        });
    for (const number of [0, 1]) {
      const settled = this.settled();
      begin(number);
      await settled;
    }
    for (let at = 0; left.size > 0 && trouble.length === 0; at++) {
      // Turn about, where the order says nothing: somebody who waits for a lock lets the other one end.
      const wanted = Number(order[at] ?? at % 2 === 1);
      const number = left.has(wanted) ? wanted : 1 - wanted;
      const settled = this.settled();
      const resume = this.waiting.get(number)!;
      this.waiting.delete(number);
      resume();
      await settled;
    }
    if (trouble.length > 0) throw trouble[0];
    return outcomes as [Outcome, Outcome];
  }

  /** Resolves when somebody waits for a turn, or is done. */
  private settled(): Promise<void> {
    return new Promise((resolve) => {
      this.arrived = resolve;
    });
  }
}
