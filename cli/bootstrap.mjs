// What has to be true before any of promenade's TypeScript can run: a recent Node.js, and the dependencies that the
// lockfile names. Plain JavaScript without dependencies, for it runs in a clone where nothing is installed yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import nodeModule, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The checkout's root. */
export const project = dirname(dirname(fileURLToPath(import.meta.url)));

const say = (line) => process.stderr.write(`${line}\n`);

/** A failure whose message says everything: no stack trace. */
export class SetupError extends Error {}

function requireNode(minimum) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) return;
  throw new SetupError(
    [
      "node: this Node.js is too old",
      `  found    ${process.versions.node} (${process.execPath})`,
      `  allowed  ${minimum.join(".")} or newer`,
      "  do       install a newer Node.js, for example with your version manager or from https://nodejs.org",
    ].join("\n"),
  );
}

const lockfile = join(project, "package-lock.json");
const installedLockfile = join(project, "node_modules", ".package-lock.json");
/** Holds the digest of the lockfile that node_modules was last found to agree with. */
const stamp = join(project, "node_modules", ".promenade-lockfile");

const digest = () => createHash("sha256").update(readFileSync(lockfile)).digest("hex");
const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;

/** Whether npm's own record of node_modules holds what the lockfile asks for; what is optional may be missing. */
function agrees() {
  const wanted = packagesOf(lockfile);
  const found = packagesOf(installedLockfile);
  const satisfied = ([path, { version, integrity, optional, link }]) => {
    const there = found[path];
    if (path === "" || link) return true;
    return there === undefined ? optional === true : there.version === version && there.integrity === integrity;
  };
  return Object.entries(wanted).every(satisfied) && Object.keys(found).every((path) => path in wanted);
}

function dependenciesAreCurrent() {
  try {
    if (!existsSync(installedLockfile)) return false;
    const current = digest();
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === current) return true;
    if (!agrees()) return false;
    writeFileSync(stamp, current);
    return true;
  } catch {
    return false;
  }
}

const lock = join(project, ".sandbox", "npm-ci.lock");
const staleMilliseconds = 10_000;

/** Does the work while no other process does the same; a lock that nobody has touched for 10 s is a dead one's. */
async function exclusively(work) {
  try {
    mkdirSync(dirname(lock), { recursive: true });
  } catch ({ message }) {
    throw new SetupError(`the dependencies cannot be installed, for the checkout cannot be written: ${message}`);
  }
  for (let announced = false; ; announced = true) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const touched = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (touched !== undefined && touched < Date.now() - staleMilliseconds) removeLock();
    else {
      if (!announced) say("Waiting for another process that is installing the dependencies");
      await pause(200);
    }
  }
  const heartbeat = setInterval(() => utimesSync(lock, new Date(), new Date()), staleMilliseconds / 5);
  process.once("exit", removeLock);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off("exit", removeLock);
    removeLock();
  }
}

function removeLock() {
  try {
    rmdirSync(lock);
  } catch {
    // Someone else already did.
  }
}

/** Runs `npm ci` and resolves to its exit code. Its output goes to stderr, for stdout belongs to the command. */
function npmCi() {
  const [command, args] = process.env.npm_execpath?.endsWith("npm-cli.js")
    ? [process.execPath, [process.env.npm_execpath]]
    : [process.platform === "win32" ? "npm.cmd" : "npm", []];
  // Warnings (deprecations, engines of packages that are not used that way) are the maintainers' business.
  const child = spawn(command, [...args, "ci", "--loglevel=error"], { cwd: project, stdio: ["ignore", 2, 2] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => resolve(code ?? 1));
    child.once("error", ({ message }) =>
      reject(new SetupError(`npm could not be run: ${message}; it comes with Node.js`)),
    );
  });
}

async function installDependencies() {
  if (dependenciesAreCurrent()) return;
  say("Installing the dependencies with npm ci (usually about 40 s)");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const alive = setInterval(() => say(`  … ${seconds()} s`), 20_000);
  const code = await npmCi().finally(() => clearInterval(alive));
  if (code !== 0) throw new SetupError(`npm ci failed with exit code ${code}; what it said is above`);
  writeFileSync(stamp, digest());
  say(`  done (${seconds()} s)`);
}

/**
 * Makes sure of Node.js and the dependencies, then loads a TypeScript file of the project and runs its
 * `main(args): Promise<number>`. Resolves to the exit code.
 */
export async function run(file, args) {
  requireNode([20, 19]);
  if (!dependenciesAreCurrent()) await exclusively(installDependencies);
  nodeModule.enableCompileCache?.();
  const require = createRequire(join(project, "package.json"));
  require("./program/typescript.js");
  return require(join(project, file)).main(args);
}

/** A reader that goes away (`promenade status | head`) must neither show as a crash nor stop work half-way. */
function outliveReaders(stream) {
  stream.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** Runs a program to its exit code; a failed set-up is told in one block. */
export async function start(file, args) {
  [process.stdout, process.stderr].forEach(outliveReaders);
  try {
    process.exitCode = await run(file, args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
