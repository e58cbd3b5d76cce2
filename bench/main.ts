import { join } from "node:path";
import { readStackFile } from "../cli/stack-file";
import { outputOf, peakMiBOf, secondsOf, type Command } from "./measure";
import { rows, table, type Results } from "./report";
import { openWorkbench, type Subject, type Workbench } from "./workbench";

/** What everything is compared with, in the columns' order. */
const against = ["empty", "flat"];

const defaultRounds = 5;

interface Operation {
  /** Undefined for what only clears the way. */
  readonly label?: string;
  readonly command: string;
  readonly args?: readonly string[];
}

const unattended = ["--yes", "--skip-preview"];

/** The life of a stack, once a round. */
const operations: readonly Operation[] = [
  { label: "preview, all new", command: "preview" },
  { label: "up, all new", command: "up", args: unattended },
  { label: "preview, no change", command: "preview" },
  { label: "up, no change", command: "up", args: unattended },
  { command: "destroy", args: unattended },
];

/**
 * Compares dev, with and without the policy packs, with an empty program and with a flat one of as many resources:
 * the same CLI, backend and providers, turn by turn in one run, after one round that does not count.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes("--json");
  const rounds = Number(argv.find((word) => /^[1-9]\d*$/.test(word)) ?? defaultRounds);
  const bench = await openWorkbench();
  try {
    const dev = devOf(bench);
    await bench.init(dev);
    const resources = await countResources(bench, dev);
    say(`dev has ${resources} resources; ${rounds} rounds`);
    const subjects = subjectsOf(dev, resources);
    for (const subject of subjects.filter(({ project }) => project !== dev.project)) await bench.init(subject);
    const lives = await compareLives(bench, subjects, rounds);
    const starts = await compareStarts(bench, subjects[0], rounds);
    const all = rows({ ...lives, ...starts }, against);
    const document = { rounds, resources, node: process.version, rows: all };
    process.stdout.write(`${json ? JSON.stringify(document, undefined, 2) : table(all, against)}\n`);
    return 0;
  } finally {
    await bench.close();
  }
}

/** Keeps the measurements by operation and program. */
class Ledger {
  readonly results: Record<string, Record<string, { seconds: number[]; peakMiB: number | undefined }>> = {};

  /** The first round warms up and is watched for memory; the others are timed. */
  async measure(round: number, operation: string, program: string, command: Command): Promise<void> {
    const kept = ((this.results[operation] ??= {})[program] ??= { seconds: [], peakMiB: undefined });
    if (round === 0) kept.peakMiB = await peakMiBOf(command);
    else kept.seconds.push(await secondsOf(command));
  }
}

/** The whole life of each subject's stack, turn by turn. */
async function compareLives(bench: Workbench, subjects: readonly Subject[], rounds: number): Promise<Results> {
  const ledger = new Ledger();
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      say(`${turn(round, rounds)}: ${subject.name}`);
      for (const { label, command, args } of operations) {
        const operation = bench.operation(subject, command, args);
        if (label === undefined) await outputOf(operation);
        else await ledger.measure(round, label, subject.name, operation);
      }
    }
  }
  return ledger.results;
}

/** A warm `npm start` of an environment that is up, against a plain update of the empty program. */
async function compareStarts(bench: Workbench, empty: Subject, rounds: number): Promise<Results> {
  const ledger = new Ledger();
  await outputOf(bench.promenade(["start"]));
  for (let round = 0; round <= rounds; round++) {
    say(`${turn(round, rounds)}: npm start`);
    await ledger.measure(round, "start, warm", empty.name, bench.operation(empty, "up", unattended));
    await ledger.measure(round, "start, warm", "npm start", bench.promenade(["start"]));
  }
  return ledger.results;
}

const turn = (round: number, rounds: number): string => (round === 0 ? "warming up" : `round ${round} of ${rounds}`);

function subjectsOf(dev: Subject, count: number): readonly [Subject, ...Subject[]] {
  const programs = join(__dirname, "programs");
  const flat = { "bench-flat:count": count };
  return [
    { name: "empty", project: "bench-empty", program: join(programs, "empty"), config: {}, judged: false },
    { name: "flat", project: "bench-flat", program: join(programs, "flat"), config: flat, judged: false },
    dev,
    { ...dev, name: "dev with packs", judged: true },
  ];
}

function devOf({ checkout }: Workbench): Subject {
  const { config } = readStackFile(checkout, "dev");
  return { name: "dev", project: "promenade", program: checkout, config, judged: false };
}

/** Counted by the engine itself, in a preview of dev on an empty stack. */
async function countResources(bench: Workbench, dev: Subject): Promise<number> {
  const preview = JSON.parse(await outputOf(bench.operation(dev, "preview", ["--json"]))) as {
    readonly changeSummary: { readonly create: number };
  };
  return preview.changeSummary.create;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
