import { join } from "node:path";
import { readStackFile } from "../cli/stack-file";
import { outputOf, peakMiBOf, secondsOf, secondsUntil, type Command } from "./measure";
import { rows, table, type Results } from "./report";
import { verdicts, verdictTable, type Target } from "./targets";
import { openWorkbench, type Subject, type Workbench } from "./workbench";

/** What everything is compared with, in the columns' order. */
const against = ["empty", "flat", "dev, no change"];

/** Environments whose preview is measured; of dev, the whole life is. */
const stacks = ["dev", "stage", "prod"] as const;

const previewOf = (stack: string): string => `preview of ${stack}, all new`;
const judged = (stack: string): string => `${stack} with packs`;

/** What the program, its packs and a start may take beside what Pulumi takes itself. */
const targets: readonly Target[] = [
  { operation: previewOf("dev"), program: "dev", against: "flat", atMost: 1.3 },
  ...stacks.flatMap((stack) => [
    { operation: previewOf(stack), program: judged(stack), against: "flat", atMost: 1.6 },
    { operation: previewOf(stack), program: judged(stack), beyond: stack, against: "empty", atMost: 0.5 },
  ]),
  { operation: "start, warm", program: "npm start", against: "empty", atMost: 10 },
  { operation: "flip", program: "traffic set", against: "dev, no change", atMost: 1.5 },
  { operation: "flip", program: "rollback", against: "dev, no change", atMost: 1.3 },
];

const defaultRounds = 5;

interface Operation {
  /** Undefined for what only clears the way. */
  readonly label?: string;
  readonly command: string;
  readonly args?: readonly string[];
}

const unattended = ["--yes", "--skip-preview"];

/** The life of a stack, once a round. */
const life: readonly Operation[] = [
  { label: "up, all new", command: "up", args: unattended },
  { label: "preview, no change", command: "preview" },
  { label: "up, no change", command: "up", args: unattended },
  { command: "destroy", args: unattended },
];

/** What is measured, one after the other; arguments may name some of it. */
const parts: Readonly<Record<string, Part>> = {
  ...{ previews: comparePreviews, lives: compareLives, starts: compareStarts, flips: compareFlips },
};

type Part = (bench: Workbench, ledger: Ledger, subjects: Subjects, rounds: number) => Promise<void>;

/** By stack, the empty program first. */
type Subjects = Readonly<Record<(typeof stacks)[number], readonly [Subject, ...Subject[]]>>;

/**
 * Compares environments, with and without the policy packs, with an empty program and with a flat one of as many
 * resources: the same CLI, backend and providers, turn by turn in one run, after one round that does not count. Both are
 * loaded as Pulumi does it; "flat, loaded alike" tells how much of the difference is the way that promenade loads programs.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const rounds = Number(argv.find((word) => /^[1-9]\d*$/.test(word)) ?? defaultRounds);
  const named = Object.keys(parts).filter((part) => argv.includes(part));
  const bench = await openWorkbench();
  try {
    const subjects = {
      dev: await subjectsOf(bench, "dev"),
      stage: await subjectsOf(bench, "stage"),
      prod: await subjectsOf(bench, "prod"),
    };
    const ledger = new Ledger();
    for (const [name, compare] of Object.entries(parts)) {
      if (named.length === 0 || named.includes(name)) await compare(bench, ledger, subjects, rounds);
    }
    return report(ledger.results, rounds, argv.includes("--json"));
  } finally {
    await bench.close();
  }
}

/** @returns 0 where every target is met, otherwise 1. */
function report(results: Results, rounds: number, json: boolean): number {
  const all = rows(results, against);
  const judgements = verdicts(targets, results);
  const document = { rounds, node: process.version, rows: all, targets: judgements };
  const text = json ? JSON.stringify(document, undefined, 2) : `${table(all, against)}\n${verdictTable(judgements)}`;
  process.stdout.write(`${text}\n`);
  return judgements.every(({ met }) => met) ? 0 : 1;
}

/** Keeps the measurements by operation and program. */
class Ledger {
  readonly results: Record<string, Record<string, { seconds: number[]; peakMiB: number | undefined }>> = {};

  /** The first round warms up and is watched for memory; the others are timed. */
  async measure(round: number, operation: string, program: string, command: Command): Promise<void> {
    const kept = this.kept(operation, program);
    if (round === 0) kept.peakMiB = await peakMiBOf(command);
    else kept.seconds.push(await secondsOf(command));
  }

  /** The same, timed until it says something; warming up is the other's. */
  async measureUntil(round: number, operation: string, program: string, command: Command, said: RegExp): Promise<void> {
    if (round === 0) await outputOf(command);
    else this.kept(operation, program).seconds.push(await secondsUntil(command, said));
  }

  private kept(operation: string, program: string) {
    return ((this.results[operation] ??= {})[program] ??= { seconds: [], peakMiB: undefined });
  }
}

/** Each environment as if nothing of it existed. */
async function comparePreviews(bench: Workbench, ledger: Ledger, subjects: Subjects, rounds: number): Promise<void> {
  for (let round = 0; round <= rounds; round++) {
    for (const stack of stacks) {
      say(`${turn(round, rounds)}: preview of ${stack}`);
      for (const subject of subjects[stack])
        await ledger.measure(round, previewOf(stack), subject.name, bench.operation(subject, "preview"));
    }
  }
}

/** The whole life of dev, and of what it is compared with, turn by turn. */
async function compareLives(bench: Workbench, ledger: Ledger, { dev }: Subjects, rounds: number): Promise<void> {
  for (let round = 0; round <= rounds; round++) {
    for (const subject of dev) {
      say(`${turn(round, rounds)}: life of ${subject.name}`);
      for (const { label, command, args } of life) {
        const operation = bench.operation(subject, command, args);
        if (label === undefined) await outputOf(operation);
        else await ledger.measure(round, label, subject.name, operation);
      }
    }
  }
}

/** A warm `npm start` of an environment that is up, against a plain update of the empty program. */
async function compareStarts(
  bench: Workbench,
  ledger: Ledger,
  { dev: [empty] }: Subjects,
  rounds: number,
): Promise<void> {
  await outputOf(bench.promenade(["start"]));
  for (let round = 0; round <= rounds; round++) {
    say(`${turn(round, rounds)}: npm start`);
    await ledger.measure(round, "start, warm", empty.name, bench.operation(empty, "up", unattended));
    await ledger.measure(round, "start, warm", "npm start", bench.promenade(["start"]));
  }
}

/** Weights that move, against an update of the same environment that has nothing to do, and one of the empty program. */
async function compareFlips(
  bench: Workbench,
  ledger: Ledger,
  { dev: [empty] }: Subjects,
  rounds: number,
): Promise<void> {
  const dev = ["--stack", "dev"];
  const image = `promenade/sample@sha256:${"2".repeat(64)}`;
  await outputOf(bench.promenade(["start"]));
  await outputOf(bench.promenade(["deploy", ...dev, "--release", "2.0.0", "--image", image, "--no-shift"]));
  const reason = ["--reason", "a bench"];
  for (let round = 0; round <= rounds; round++) {
    say(`${turn(round, rounds)}: flips`);
    const measure = async (program: string, command: Command) => ledger.measure(round, "flip", program, command);
    await measure(empty.name, bench.operation(empty, "up", unattended));
    await measure("dev, no change", bench.promenade(["pulumi", ...dev, "--", "up", ...unattended]));
    await measure("traffic set", bench.promenade(["traffic", "set", "green=100", ...dev]));
    await measure("rollback", bench.promenade(["rollback", ...dev, ...reason]));
    await outputOf(bench.promenade(["traffic", "set", "green=100", ...dev]));
    const direct = bench.promenade(["rollback", "--direct", ...dev, ...reason]);
    await measure("rollback --direct", direct);
    await outputOf(bench.promenade(["traffic", "set", "green=100", ...dev]));
    await ledger.measureUntil(round, "flip", "rollback --direct, until requests are back", direct, /^dev: .* back/m);
  }
}

const turn = (round: number, rounds: number): string => (round === 0 ? "warming up" : `round ${round} of ${rounds}`);

/** A new stack of each: of the empty program, of the flat one at the environment's size, of the environment. */
async function subjectsOf(bench: Workbench, stack: string): Promise<readonly [Subject, ...Subject[]]> {
  const { config } = readStackFile(bench.checkout, stack);
  const program = join(bench.checkout, "program", "main.js");
  const own = { tuned: true, judged: false };
  const environment = { ...own, name: stack, project: "promenade", stack, program, config };
  await bench.init(environment);
  const count = await countResources(bench, environment);
  say(`${stack} has ${count} resources`);
  const programs = join(__dirname, "programs");
  const empty = { project: "bench-empty", program: join(programs, "empty", "index.js"), config: {} };
  const flat = {
    project: "bench-flat",
    program: join(programs, "flat", "index.js"),
    config: { "bench-flat:count": count },
  };
  const plain = { stack, tuned: false, judged: false };
  const baselines = [
    { ...empty, ...plain, name: "empty" },
    { ...flat, ...plain, name: "flat" },
  ] as const;
  for (const baseline of baselines) await bench.init(baseline);
  const alike = { ...flat, ...own, stack, name: "flat, loaded alike", program: join(programs, "flat", "alike.js") };
  return [...baselines, alike, environment, { ...environment, name: judged(stack), judged: true }];
}

/** Counted by the engine itself, in a preview on an empty stack. */
async function countResources(bench: Workbench, subject: Subject): Promise<number> {
  const preview = JSON.parse(await outputOf(bench.operation(subject, "preview", ["--json"]))) as {
    readonly changeSummary: { readonly create: number };
  };
  return preview.changeSummary.create;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
