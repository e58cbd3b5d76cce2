import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";

/** An archive or asset as the engine hands it over; one of these says what is in it. */
interface Content {
  readonly assets?: Readonly<Record<string, Content>>;
  readonly path?: string;
  readonly text?: string;
}

/** Puts the files of an archive into a folder that is not there yet: whole, or not at all. */
export function unpack(code: unknown, folder: string): void {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.${process.pid}.tmp`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  for (const [name, { path, text }] of filesOf(code as Content)) {
    const file = join(unfinished, name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (text !== undefined) writeFileSync(file, text, { mode: 0o600 });
    else if (path !== undefined) copyFileSync(path, file);
    else
      throw new Error(`InvalidParameterValueException: ${name} is neither a file nor a text: the sandbox takes these`);
  }
  renameSync(unfinished, folder);
}

function filesOf({ assets }: Content): readonly (readonly [string, Content])[] {
  if (assets === undefined) {
    throw new Error("InvalidParameterValueException: the sandbox takes archives that name each of their files");
  }
  return Object.entries(assets).flatMap(([name, content]) => {
    if (normalize(name).startsWith(`..${sep}`))
      throw new Error(`InvalidParameterValueException: ${name} leaves the archive`);
    return content.assets === undefined
      ? [[name, content] as const]
      : filesOf(content).map(([inner, each]) => [join(name, inner), each] as const);
  });
}
