/** How often heavy tests do what they do: in `npm test`, and in `npm run test:soak`. */
const counts = {
  "kills of up": { test: 8, soak: 20 },
  "kills of rollouts": { test: 8, soak: 50 },
  "random rollouts": { test: 5000, soak: 50_000 },
  "random rollouts of the engine": { test: 10, soak: 100 },
  "pull request environments": { test: 5, soak: 20 },
  "flows walked on the engine": { test: 0, soak: 4 },
} as const;

export const soaking = process.env["PROMENADE_SOAK"] === "1";

/** The count for this run; what is left to the soak is announced. */
export function countOf(what: keyof typeof counts): number {
  const { test, soak } = counts[what];
  if (soaking) return soak;
  process.stdout.write(`      ${what}: ran ${test} of ${soak}; the rest: npm run test:soak\n`);
  return test;
}
