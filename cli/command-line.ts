import { Command, type CommanderError, Option } from "commander";
import type { Cloud } from "../core/config/keys";
import { InvalidInput, type Problem } from "../core/problem";
import { didYouMean, nearest } from "../core/suggest";
import type { CommandDefinition } from "./command";
import { contextOf, type GlobalOptions, type Surroundings } from "./context";

/** As data of the command line's own: the schema they stand in would make `--help` slow. */
const clouds = { sandbox: "the local one", aws: "Amazon's" } satisfies Record<Cloud, string>;
const cloudsHelp = Object.entries(clouds)
  .map(([name, meaning]) => `${name}, ${meaning}`)
  .join("; ");

/** Turns the definitions into a command line; `finish` receives the exit code of the one that ran. */
export function commandLine(
  definitions: readonly CommandDefinition[],
  surroundings: Surroundings,
  finish: (exitCode: number) => void,
): Command {
  const root = dressed(new Command("promenade"), surroundings)
    .description("Environments as code, and releases walked through them.")
    .addOption(
      new Option("--cloud <cloud>", `where the stack lives (${cloudsHelp}); default: what its stack file says`).choices(
        Object.keys(clouds),
      ),
    )
    .option("--stack <stack>", "the environment's stack, such as dev")
    .option("--json", "print one JSON document on stdout, and everything else on stderr")
    .option("--verbose", "show stack traces with errors");
  for (const definition of definitions) {
    const command = place(root, definition, surroundings).description(definition.summary);
    if (definition.arguments !== undefined) command.argument(definition.arguments);
    for (const { flags, description } of definition.options ?? []) command.option(flags, description);
    command.addHelpText("after", examples(definition.examples)).action(async (...given: unknown[]) => {
      const args = definition.arguments === undefined ? [] : (given[0] as string[]);
      const options = command.optsWithGlobals<GlobalOptions & Record<string, unknown>>();
      finish(await definition.run(contextOf(surroundings, options), options, args));
    });
  }
  return root.addHelpText("after", examples(["start", "status", "up --help"]));
}

/** `sandbox start` goes below a group `sandbox`, made when its first verb comes. */
function place(root: Command, { name }: CommandDefinition, surroundings: Surroundings): Command {
  const [verb = "", sub] = name.split(" ");
  if (sub === undefined) return dressed(root.command(verb), surroundings);
  const group = root.commands.find((one) => one.name() === verb) ?? dressed(root.command(verb), surroundings);
  return dressed(group.description(groups[verb] ?? "").command(sub), surroundings);
}

const groups: Readonly<Record<string, string>> = {
  data: "what an environment's database holds",
  github: "what is kept at GitHub",
  pr: "pull requests' environments",
  sandbox: "the local cloud",
};

const dressed = (command: Command, { stdout }: Surroundings): Command =>
  command
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => undefined })
    .configureHelp({ showGlobalOptions: true });

const examples = (lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  npx promenade ${line}`).join("\n")}`;

/** What commander refuses, as a problem of ours; undefined for the end of `--help`. */
export function usageProblem(error: CommanderError, root: Command, argv: readonly string[]): InvalidInput | undefined {
  if (error.exitCode === 0) return undefined;
  const command = commandOf(root, argv);
  const help = `npx promenade ${[...pathOf(command), "--help"].join(" ")}`;
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "nothing";
  const problem = problems[error.code]?.({ quoted, command, help, message: error.message });
  return new InvalidInput([
    problem ?? {
      where: "command line",
      wrong: error.message.replace(/^error: /, ""),
      found: argv.join(" ") || "nothing",
      allowed: `what ${help} lists`,
      change: help,
    },
  ]);
}

interface Refusal {
  /** What commander's message names in quotes. */
  readonly quoted: string;
  readonly command: Command;
  readonly help: string;
  readonly message: string;
}

const problems: Readonly<Record<string, (refusal: Refusal) => Problem>> = {
  "commander.unknownCommand": ({ quoted, command, help }) => {
    const known = namesOf(command);
    return {
      where: "command line",
      wrong: `no such command${didYouMean(quoted, known)}`,
      found: quoted,
      allowed: known.join(", "),
      change: instead(quoted, known, help),
    };
  },
  "commander.unknownOption": ({ quoted, command, help }) => {
    const known = [...command.options, ...(command.parent?.options ?? [])].flatMap(({ long }) => long ?? []);
    return {
      where: "command line",
      wrong: `no such option${didYouMean(quoted, known)}`,
      found: quoted,
      allowed: [...new Set(known), "--help"].join(", "),
      change: takesArguments(command)
        ? `write -- before options that are not promenade's`
        : instead(quoted, known, help),
    };
  },
  "commander.invalidArgument": ({ quoted, message, help }) => ({
    where: quoted.split(" ")[0] ?? quoted,
    wrong: "not a known value",
    found: /argument '([^']*)' is invalid/.exec(message)?.[1] ?? quoted,
    allowed: /Allowed choices are (.*)\.$/.exec(message)?.[1] ?? "see the help",
    change: help,
  }),
  "commander.optionMissingArgument": ({ quoted, help }) => ({
    where: quoted.split(" ")[0] ?? quoted,
    wrong: "missing its value",
    found: "nothing",
    allowed: quoted,
    change: help,
  }),
  "commander.excessArguments": ({ command, help }) => ({
    where: "command line",
    wrong: "more arguments than the command takes",
    found: command.args.join(" "),
    allowed: "options only",
    change: help,
  }),
  "commander.help": ({ command, help }) => ({
    where: "command line",
    wrong: `missing a command${command.parent === null ? "" : ` of ${command.name()}`}`,
    found: "nothing",
    allowed: namesOf(command).join(", "),
    change: help,
  }),
};

const takesArguments = (command: Command): boolean => command.registeredArguments.length > 0;

const instead = (found: string, known: readonly string[], help: string): string => {
  const meant = nearest(found, known);
  return meant === undefined ? help : `write ${meant}, or see: ${help}`;
};

const namesOf = (command: Command): readonly string[] => command.commands.map((one) => one.name());

const pathOf = (command: Command): readonly string[] =>
  command.parent === null ? [] : [...pathOf(command.parent), command.name()];

/** The command that the words name, as far as they do. */
function commandOf(root: Command, argv: readonly string[]): Command {
  return argv.reduce((at, word) => at.commands.find((one) => one.name() === word) ?? at, root);
}
