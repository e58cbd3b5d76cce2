import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { flowSchema, type Flow } from "../core/flow";
import { InvalidInput, show } from "../core/problem";
import { check } from "../core/schema";
import { didYouMean } from "../core/suggest";

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
  const checked = check(flowSchema, parse(readFileSync(file, "utf8")), `flows/${name}.yaml`);
  if ("problems" in checked) throw new InvalidInput(checked.problems);
  return checked.value;
}
