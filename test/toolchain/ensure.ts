// Run as a process of its own by toolchain.spec.ts: sets a toolchain up by building it, and prints what came of it.
import { buildWithGo } from "../../toolchain/build";
import { placeFrom } from "../../toolchain/place";
import { reporterFor } from "../../toolchain/progress";
import { ensureToolchain } from "../../toolchain/toolchain";

ensureToolchain(reporterFor(), placeFrom(process.env), [buildWithGo]).then(
  (toolchain) => process.stdout.write(JSON.stringify(toolchain)),
  (error: unknown) => {
    process.stderr.write(String(error));
    process.exitCode = 1;
  },
);
