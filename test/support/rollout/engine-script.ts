import fc from "fast-check";
import { deployed } from "./deployed";

export type Arguments = readonly string[];

/** What somebody does to an environment of the real engine. */
export type Deed =
  | { readonly does: "types"; readonly command: Arguments }
  | { readonly does: "types, and is gone"; readonly command: Arguments; readonly afterMs: number }
  | { readonly does: "types while another does"; readonly command: Arguments; readonly other: Arguments }
  | { readonly does: "sets weights by hand"; readonly green: number }
  | { readonly does: "breaks"; readonly how: Arguments }
  | { readonly does: "mends" }
  | { readonly does: "updates the rest"; readonly staleBy: number | undefined };

const because = ["--reason", "a test"];

const cheap: readonly Arguments[] = [
  ["traffic", "resume"],
  ["traffic", "abort", ...because],
  ["retire"],
  ["freeze", ...because],
  ["unfreeze", ...because],
  ["unfreeze", ...because],
];

const moves: readonly Arguments[] = [
  ["traffic", "shift"],
  ["traffic", "set", "green=10"],
  ["traffic", "set", "blue=100"],
  ["traffic", "set", "green=100"],
  ["rollback", ...because],
  ["rollback", ...because, "--force"],
  ["rollback", ...because, "--direct"],
];

const deploys: readonly Arguments[] = [deployed("3.0.0"), deployed("4.0.0", "--no-shift")];

const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const command = fc.oneof(
  { weight: 6, arbitrary: oneOf(moves) },
  { weight: 4, arbitrary: oneOf(cheap) },
  { weight: 1, arbitrary: oneOf(deploys) },
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 16, arbitrary: fc.record({ does: fc.constant("types" as const), command }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("types, and is gone" as const),
      command: fc.oneof(oneOf(moves), oneOf(deploys)),
      afterMs: fc.integer({ min: 300, max: 5000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant("types while another does" as const),
      command: oneOf(moves),
      other: oneOf(moves),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant("sets weights by hand" as const), green: oneOf([0, 30, 100]) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant("breaks" as const),
      how: oneOf([["dead", "--slot", "blue"], ["dead", "--slot", "green"], ["alarms"]]),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Deed>({ does: "mends" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("updates the rest" as const),
      staleBy: fc.option(fc.nat(3), { nil: undefined }),
    }),
  },
);

/** Twenty deeds and more, most of them commands. */
export const engineScript = fc.array(deed, { minLength: 20, maxLength: 24 });
