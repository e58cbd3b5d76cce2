import assert from "node:assert/strict";
import fc from "fast-check";
import { firstKeys, type KeyEntry, type OlderKeyEntry } from "../../../core/credentials";
import { keyRotator } from "../../../functions/rotation/keys";
import { rotate } from "../../../functions/rotation/rotate";
import { steps } from "../../../functions/rotation/steps";
import { OneEntry } from "./vault";

const stepNames = Object.keys(steps);
const seeded = firstKeys("seed", "seed of next");
/** What an environment has that is older than `next`. */
const older: OlderKeyEntry = { current: "seed", previous: "seed before" };

describe("rotation of keys", () => {
  it("uses the key that was next, keeps the one before, and repeats none", async () => {
    const vault = new OneEntry("keys", JSON.stringify(seeded));
    const ports = { vault, olderTaskRuns: async () => false, rotators: { keys: keyRotator } };
    const seen = [JSON.parse(vault.current()) as KeyEntry];
    for (const version of ["one", "two", "three"]) {
      vault.begin(version);
      for (const Step of stepNames) {
        for (const repeated of [Step, Step]) {
          await rotate({ Step: repeated, SecretId: "arn:entry", ClientRequestToken: version }, ports);
        }
      }
      const [before, now] = [seen.at(-1), JSON.parse(vault.current()) as KeyEntry];
      assert.deepEqual([now.previous, now.current], [before?.current, before?.next]);
      seen.push(now);
    }
    assert.equal(new Set(seen.map(({ next }) => next)).size, 4);
    assert.match(seen.at(-1)?.next ?? "", /^[A-Za-z0-9]{64}$/);
  });

  it("takes the entry of an older environment, and none that holds no keys", async () => {
    await keyRotator.prove(JSON.stringify(older));
    await assert.rejects(keyRotator.prove(JSON.stringify({ current: "only" })), /no current and previous key/);
  });

  it("never has two tasks run of which one refuses what the other signs, whenever tasks start and stop", async () => {
    const seen = { mixed: 0, refusals: 0 };
    const events = fc.oneof(
      { weight: 4, arbitrary: fc.constant("step" as const) },
      { weight: 2, arbitrary: fc.constantFrom("start" as const, "pull" as const) },
      { weight: 2, arbitrary: fc.nat({ max: 9 }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(seeded, older),
        fc.array(events, { minLength: 20, maxLength: 80 }),
        async (first, history) => {
          const environment = new Environment(first);
          for (const event of history) {
            await environment.meets(event);
            for (const signer of environment.holders()) {
              for (const other of environment.holders()) {
                assert.ok(Object.values(other).includes(signer.current), `${show(other)} refuses ${show(signer)}`);
                if (other.current !== signer.current) seen.mixed++;
              }
            }
          }
          seen.refusals += environment.refusals;
        },
      ),
    );
    assert.ok(seen.mixed > 0 && seen.refusals > 0, "no history had tasks on both sides of a rotation");
  });
});

type Keys = KeyEntry | OlderKeyEntry;
type Event = "step" | "start" | "pull" | number;

const show = (keys: Keys): string => JSON.stringify(keys);

/** One entry, its rotation, and the tasks that hold what it was when they pulled it. */
class Environment {
  refusals = 0;
  private clock = 0;
  private rotations = 0;
  private stepsTaken = 0;
  private readonly vault: OneEntry;
  private readonly tasks: { readonly createdAt: Date; keys?: Keys }[] = [];

  constructor(first: Keys) {
    this.vault = new OneEntry("keys", JSON.stringify(first), () => new Date(this.clock));
  }

  /** A step of a rotation, a task that is made, one that gets its secrets some time later, or one that ends. */
  async meets(event: Event): Promise<void> {
    this.clock++;
    if (event === "step") return this.step();
    if (event === "start") this.tasks.push({ createdAt: new Date(this.clock) });
    else if (event === "pull") {
      const waiting = this.tasks.find(({ keys }) => keys === undefined);
      if (waiting) waiting.keys = JSON.parse(this.vault.current()) as Keys;
    } else this.tasks.splice(event, 1);
  }

  holders(): readonly Keys[] {
    return this.tasks.flatMap(({ keys }) => keys ?? []);
  }

  /** Secrets Manager's part: it takes the steps in turn, and begins anew when one was refused. */
  private async step(): Promise<void> {
    const version = `version-${this.rotations}`;
    this.vault.begin(version);
    const event = { Step: stepNames[this.stepsTaken] ?? "", SecretId: "arn:entry", ClientRequestToken: version };
    const olderTaskRuns = async (than: Date) => this.tasks.some(({ createdAt }) => createdAt < than);
    try {
      await rotate(event, { vault: this.vault, olderTaskRuns, rotators: { keys: keyRotator } });
      this.stepsTaken++;
    } catch (error) {
      assert.match(String(error), /a task older than the last rotation .* still runs/);
      this.refusals++;
      this.stepsTaken = 0;
    }
    if (this.stepsTaken === stepNames.length) {
      this.stepsTaken = 0;
      this.rotations++;
    }
  }
}
