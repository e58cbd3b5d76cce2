import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Flow } from "../core/flow";
import { parseFlow } from "../core/flow/parse";
import { InvalidInput, show } from "../core/problem";
import { didYouMean } from "../core/suggest";
import { readYaml } from "./yaml-file";

/** The flows that ship with promenade, by name. */
export function flowNames(): readonly string[] {
  return readdirSync(__dirname)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length));
}

/** Reads one flow file. @throws InvalidInput when there is no such flow or its file is not valid. */
export function loadFlow(name: string): Flow {
  const file = join(__dirname, `${name}.yaml`);
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) {
    const known = flowNames();
    throw new InvalidInput([
      {
        where: "promenade:flow",
        wrong: `no such flow${didYouMean(name, known)}`,
        found: show(name),
        allowed: known.join(", "),
        change: "set promenade:flow to one of them",
      },
    ]);
  }
  return readFlow(readFileSync(file, "utf8"), `flows/${name}.yaml`);
}

/** Reads a flow file's text. @throws InvalidInput with every problem at once, each with the line that it is in. */
export function readFlow(text: string, file: string): Flow {
  const { content, locate } = readYaml(text, file);
  const parsed = parseFlow(content);
  if ("problems" in parsed) throw new InvalidInput(parsed.problems.map(locate));
  return parsed.value;
}
