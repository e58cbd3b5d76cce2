import { join } from "node:path";
import type { Invocation, Outcome } from "./messages";

/** The process of one invocation: loads the function, calls it once, tells how that ended, and is gone. */
async function invoke({ folder, handler, event }: Invocation): Promise<Outcome> {
  const [file = "", name = ""] = handler.split(".");
  try {
    const loaded = (await import(join(folder, `${file}.js`))) as Record<string, (event: unknown) => unknown>;
    const called = loaded[name];
    if (!called) throw Object.assign(new Error(`${handler} is undefined or not exported`), { name: "HandlerNotFound" });
    return { result: (await called(event)) ?? null };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${errorType}: ${errorMessage}\n`);
    return { error: { errorType, errorMessage } };
  }
}

process.once("message", (invocation: Invocation) => {
  void invoke(invocation).then((outcome) => process.send?.(outcome, () => process.exit()));
});
process.once("disconnect", () => process.exit());
