import { readdirSync } from "node:fs";
import { delimiter, join, relative, sep } from "node:path";
import Mocha from "mocha";
import { ToolchainError } from "../toolchain/failure";
import { placeFrom } from "../toolchain/place";
import { ensureToolchain } from "../toolchain/toolchain";
import { runLane } from "./lane";
import { matches, sum, summary, type Counts } from "./selection";
import { watch } from "./watchdog";

const project = join(__dirname, "..");

/** All spec files, as paths from the project's root. */
function specFiles(): string[] {
  return readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".spec.ts"))
    .map((file) => relative(project, join(__dirname, file)).split(sep).join("/"))
    .sort();
}

class Specs extends Mocha {
  /** Loads each file by itself: one that cannot be loaded is a failed test, and the others still run. */
  load(files: readonly string[]): void {
    for (const file of files) {
      this.files = [join(project, file)];
      try {
        this.loadFiles();
      } catch (error) {
        this.suite.addTest(
          new Mocha.Test(`${file} can be loaded`, (done) => {
            done(error);
          }),
        );
      }
    }
    this.files = [];
  }
}

async function runSpecs(files: readonly string[]): Promise<Counts> {
  // Engine tests start real processes: generous, and tests that need longer say so themselves.
  const specs = new Specs({ reporter: "spec", timeout: 60_000, forbidOnly: true });
  specs.load(files);
  return new Promise((resolve) => {
    const runner = specs.run((failed) => {
      resolve({ passed: runner.stats?.passes ?? 0, failed, skipped: runner.stats?.pending ?? 0 });
    });
    watch(runner);
  });
}

function fail(message: string): Counts {
  process.stderr.write(`${message}\n`);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function run(args: readonly string[]): Promise<Counts> {
  const unknown = args.filter((arg) => arg.startsWith("-") && arg !== "--soak");
  if (unknown.length > 0) return fail(`npm test: unknown option ${unknown.join(", ")}; allowed: --soak, file patterns`);
  if (args.includes("--soak")) process.env["PROMENADE_SOAK"] = "1";

  const patterns = args.filter((arg) => !arg.startsWith("-"));
  const files = specFiles().filter(
    (file) => patterns.length === 0 || patterns.some((pattern) => matches(file, pattern)),
  );
  if (files.length === 0) return fail(`npm test: no spec file matches ${patterns.join(" ") || "test/**/*.spec.ts"}`);

  try {
    const { binDir } = await ensureToolchain();
    // Tests run this CLI as `pulumi`, and promenade itself in homes of its own, which then need no other toolchain.
    process.env["PATH"] = `${binDir}${delimiter}${process.env["PATH"] ?? ""}`;
    process.env["PROMENADE_TOOLCHAIN_DIR"] = placeFrom(process.env).directory;
  } catch (error) {
    if (error instanceof ToolchainError) return fail(error.message);
    throw error;
  }
  if (patterns.length > 0) return runSpecs(files);
  // Engine specs often wait for processes of their own: they run in three lanes, two of them while the others run here.
  const engine = files.filter((file) => matches(file, engineSpecs));
  const queue = engine.filter((file) => !isOf(timed)(file)).sort(longestFirst);
  const beside = [runLane(queue), runLane(queue)];
  const others = await runSpecs(files.filter((file) => !matches(file, engineSpecs)));
  const lanes = [await runLane(queue), ...(await Promise.all(beside))];
  return [...lanes, await runLane(engine.filter(isOf(timed)))].reduce(sum, others);
}

const engineSpecs = "test/engine/";

/** Those that take longest begin, so that no lane waits long for the other one. */
const longest = [
  ...["rollout-random", "tiers", "promotion", "rollout-operators", "rollout-untouched"],
  ...["rollout-crash", "recovery", "pull-requests", "requests"],
];

/** Those that ask what is lost or late within seconds: they run by themselves, when all else is over. */
const timed = ["rollout-load", "rollout-guard"];

const isOf = (names: readonly string[]) => (file: string) => names.some((name) => file.endsWith(`/${name}.spec.ts`));

const longestFirst = (one: string, other: string): number => rank(one) - rank(other);

const rank = (file: string): number => {
  const at = longest.findIndex((name) => file.endsWith(`/${name}.spec.ts`));
  return at === -1 ? longest.length : at;
};

/** Runs the specs; the last line says how many passed and failed. */
export async function main(args: readonly string[]): Promise<never> {
  const counts = await run(args);
  // Ends the process at once, for tests may leave timers and sockets behind, but not before all is printed.
  return new Promise(() => {
    process.stdout.write(`${summary(counts)}\n`, () => process.exit(counts.failed === 0 ? 0 : 1));
  });
}
