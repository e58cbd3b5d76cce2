import { isMap, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { InvalidInput, type Problem } from "../core/problem";

/** What a YAML file says, and where it says it. */
export interface YamlFile {
  readonly content: unknown;
  /** Puts file and line before a problem whose `where` is a path within the file: `paths[0].to`. */
  readonly locate: (problem: Problem) => Problem;
}

/** @throws InvalidInput when the text is not YAML. */
export function readYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const allowed = "YAML 1.2";
    const where = `${file}:${line}:${col}`;
    throw new InvalidInput([
      { where, wrong: "not valid YAML", found: error.message, allowed, change: "correct that line" },
    ]);
  }
  return {
    content: document.toJS(),
    locate: (problem) => {
      const { line } = lines.linePos(offsetOf(document, pathOf(problem.where)));
      return { ...problem, where: `${file}:${line}: ${problem.where}` };
    },
  };
}

type Path = readonly (string | number)[];

const pathOf = (where: string): Path =>
  [...where.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));

/** Where the longest part of a path that the file holds begins: a map's entry at its key, all else at its value. */
function offsetOf(document: Document, path: Path): number {
  if (path.length === 0) return 0;
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const key = parent.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === last);
    if (isScalar(key) && key.range) return key.range[0];
  }
  const value: unknown = document.getIn(path, true);
  const range = typeof value === "object" && value !== null && "range" in value ? value.range : undefined;
  return Array.isArray(range) ? Number(range[0]) : offsetOf(document, path.slice(0, -1));
}
