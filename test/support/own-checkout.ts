import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { checkout } from "./environment";

type Config = Readonly<Record<string, unknown>>;

const stackFile = /^Pulumi\.[^.]+\.yaml$/;
const left = [".git", ".sandbox"];

/** The checkout with stack files of a test's own; everything else in it is the real one's. */
export class OwnCheckout {
  constructor(readonly root: string) {
    mkdirSync(root, { recursive: true });
    for (const entry of readdirSync(checkout)) {
      if (!stackFile.test(entry) && !left.includes(entry)) symlinkSync(join(checkout, entry), join(root, entry));
    }
  }

  /** Writes a stack file: the shipped one, with these values under `promenade:`. */
  write(stack: string, config: Config = {}): void {
    const text = readFileSync(join(checkout, `Pulumi.${stack}.yaml`), "utf8");
    const { config: own } = parse(text) as { config: Config };
    const added = Object.fromEntries(Object.entries(config).map(([key, value]) => [`promenade:${key}`, value]));
    writeFileSync(join(this.root, `Pulumi.${stack}.yaml`), stringify({ config: { ...own, ...added } }));
  }
}
