import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, LineCounter, parseDocument, type Document } from "yaml";
import { environmentOf, defaultFlow, isPullRequest, stackNames, type Flow } from "../core/flow";
import { InvalidInput, show, type Problem } from "../core/problem";
import { unknownKeys } from "../core/schema";
import { parseSettings, type Settings } from "../core/settings";
import { didYouMean } from "../core/suggest";
import { flowNames, loadFlow } from "../flows/load";

/** A stack's shipped configuration, as its users write it. */
export interface StackFile {
  readonly stack: string;
  readonly path: string;
  /** Everything the file holds: `config`, and what Pulumi keeps beside it. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Fully named keys (`promenade:tier`) to values, the project's defaults included. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Puts file and line before a problem that one of its keys has. */
  readonly locate: (problem: Problem) => Problem;
}

const project = "promenade";
const namespaces = [project, "aws", "github", "random", "pulumi"];
const ownedByPulumi = ["config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** What a pull request's stack reads while it has no file of its own. No stack is called that. */
const template = "preview";

/** Stacks that have a file, in the order of their names. */
export function stacksWithFile(checkout: string): readonly string[] {
  return readdirSync(checkout)
    .flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? [])
    .filter((stack) => stack !== template)
    .sort();
}

/** Where a stack's settings are kept. */
function pathOf(checkout: string, stack: string): string {
  const [own, shared] = [stack, template].map((name) => join(checkout, `Pulumi.${name}.yaml`)) as [string, string];
  return isPullRequest(stack) && !existsSync(own) && existsSync(shared) ? shared : own;
}

/** Reads `Pulumi.<stack>.yaml`. @throws InvalidInput when there is no such stack, or its file cannot be understood. */
export function readStackFile(checkout: string, stack: string): StackFile {
  const path = pathOf(checkout, stack);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(stack) || !existsSync(path))
    throw new InvalidInput([noSuchStack(checkout, stack)]);
  const { content, document, lines } = readYaml(path);
  const problems = shapeProblems(path, content);
  if (problems.length > 0) throw new InvalidInput(problems);
  const config = Object.fromEntries(
    Object.entries(mapOf(content.config)).map(([key, value]) => [qualified(key), value]),
  );
  return {
    stack,
    path,
    content,
    config: { ...projectDefaults(checkout), ...config },
    locate: (problem) => locate(problem, nameOf(path), document, lines),
  };
}

/** The flow that a stack walks. @throws InvalidInput when there is no such flow. */
export function flowOf({ config, locate }: StackFile): Flow {
  try {
    const name = config[`${project}:flow`] ?? defaultFlow;
    return loadFlow(typeof name === "string" ? name : show(name));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    // What is wrong in the flow's own file is told by that file's lines.
    const ofStack = ({ where }: Problem): boolean => where.startsWith(`${project}:`);
    throw new InvalidInput(error.problems.map((problem) => (ofStack(problem) ? locate(problem) : problem)));
  }
}

/** The stack's settings. @throws InvalidInput with every problem at once. */
export function settingsOf(file: StackFile): Settings {
  const prefix = `${project}:`;
  const config = Object.fromEntries(
    Object.entries(file.config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
  const region = file.config["aws:region"];
  const parsed = parseSettings({ stack: file.stack, flow: flowOf(file), config, region, now: new Date() });
  if ("problems" in parsed) throw new InvalidInput(parsed.problems.map(file.locate));
  return parsed.settings;
}

function noSuchStack(checkout: string, stack: string): Problem {
  const withFile = stacksWithFile(checkout);
  const environment = flowNames().some((name) => environmentOf(loadFlow(name), stack) !== undefined);
  const names = [...new Set([...withFile, ...stackNames(loadFlow(defaultFlow))])];
  return {
    where: "--stack",
    wrong: environment ? "no stack file for it" : `no such stack${stack.length > 40 ? "" : didYouMean(stack, names)}`,
    found: show(stack),
    allowed: withFile.join(", ") || "none: there is no stack file",
    change: environment ? `add Pulumi.${stack}.yaml, or name another stack` : "name one of them",
  };
}

function readYaml(path: string) {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map(({ message, pos }): Problem => {
    const { line, col } = lines.linePos(pos[0]);
    return {
      where: `${nameOf(path)}:${line}:${col}`,
      wrong: "not valid YAML",
      found: message,
      allowed: "YAML 1.2, such as `config:` with one `promenade:key: value` a line below it",
      change: "correct that line",
    };
  });
  if (problems.length > 0) throw new InvalidInput(problems.slice(0, 1));
  return { content: mapOf(document.toJS()), document, lines };
}

/** What stands around the settings: keys of the file, namespaces of its config. */
function shapeProblems(path: string, content: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { config = {} } = content;
  const strangers = Object.keys(content).filter((key) => !ownedByPulumi.includes(key));
  const foreign = Object.keys(mapOf(config)).filter((key) => !namespaces.includes(namespaceOf(key)));
  return [
    ...unknownKeys(strangers, ownedByPulumi, `${nameOf(path)}: `),
    ...(config === null || isRecord(config)
      ? []
      : [
          {
            where: `${nameOf(path)}: config`,
            wrong: "wrong type",
            found: show(config),
            allowed: "a map of settings",
            change: "write one `promenade:key: value` a line",
          },
        ]),
    ...foreign.map((key) => ({
      where: `${nameOf(path)}: ${key}`,
      wrong: `unknown namespace${didYouMean(namespaceOf(key), namespaces)}`,
      found: key,
      allowed: namespaces.map((name) => `${name}:`).join(", "),
      change: "correct the part before the colon",
    })),
  ];
}

/** Defaults of Pulumi.yaml: `default` of the project's own settings, `value` of a provider's. */
function projectDefaults(checkout: string): Readonly<Record<string, unknown>> {
  const path = join(checkout, "Pulumi.yaml");
  const declared = existsSync(path) ? mapOf(readYaml(path).content.config) : {};
  return Object.fromEntries(
    Object.entries(declared).flatMap(([key, declaration]) => {
      const value = isRecord(declaration) ? (declaration.default ?? declaration.value) : declaration;
      return value === undefined ? [] : [[qualified(key), value]];
    }),
  );
}

/** Finds the longest part of a problem's path that the file holds. */
function locate(problem: Problem, file: string, document: Document, lines: LineCounter): Problem {
  const [, key, rest = ""] = /^([a-z]+:[A-Za-z]+)(.*)$/.exec(problem.where) ?? [];
  if (key === undefined) return { ...problem, where: `${file}: ${problem.where}` };
  const path = [...rest.matchAll(/\.([^.[]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  const config = document.get("config", true);
  const pairs = isMap(config) ? config.items : [];
  const top = pairs.find(({ key: node }) => qualified(String(node)) === key);
  if (top === undefined) return { ...problem, where: `${file}: ${problem.where}` };
  const node = [...path.keys()]
    .map((length) => document.getIn(["config", String(top.key), ...path.slice(0, path.length - length)], true))
    .find((found) => isNode(found));
  const at = isNode(node) ? node : (top.key as { range?: readonly number[] });
  return { ...problem, where: `${file}:${lines.linePos(at.range?.[0] ?? 0).line}: ${problem.where}` };
}

const isNode = (value: unknown): value is { readonly range: readonly number[] } =>
  isRecord(value) && Array.isArray(value.range);

/** Pulumi takes a key without a namespace as the project's own. */
const qualified = (key: string): string => (key.includes(":") ? key : `${project}:${key}`);
const namespaceOf = (key: string): string => qualified(key).split(":", 1)[0] ?? "";
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const mapOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
