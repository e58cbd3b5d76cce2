import { formatProblem } from "../core/problem";

const cutShort = formatProblem({
  where: "program",
  wrong: "it ended in the middle, waiting for something that never came",
  found: "resources that were not declared yet",
  allowed: "a program that runs to its end",
  change: "run the same command again; nothing was deleted",
});

/**
 * A program that runs to its end or fails. Node.js ends a process in which nothing can happen any more, with success
 * even while the program still waits; the engine then takes what was declared so far for all there is to be, and
 * deletes the rest of the environment.
 */
export function complete<Outputs>(program: () => Promise<Outputs>): () => Promise<Outputs> {
  return async () => {
    const refuse = (): never => {
      process.stderr.write(`${cutShort}\n`);
      process.exit(1);
    };
    process.once("beforeExit", refuse);
    try {
      return await program();
    } finally {
      process.off("beforeExit", refuse);
    }
  };
}
