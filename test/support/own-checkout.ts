import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { checkout } from "./environment";

type Config = Readonly<Record<string, unknown>>;

interface Exceptions {
  readonly guardrails: { readonly exceptions: readonly object[] };
}

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

  /** Writes a stack file: the shipped one, or another's, with these values, under `promenade:` where they name no other. */
  write(stack: string, config: Config = {}, shipped = stack): void {
    const text = readFileSync(join(checkout, `Pulumi.${shipped}.yaml`), "utf8");
    const { config: own } = parse(text) as { config: Config };
    writeFileSync(join(this.root, `Pulumi.${stack}.yaml`), stringify({ config: { ...own, ...prefixed(config) } }));
  }

  /** Adds values to a stack file that it has written. @returns what takes them away again. */
  add(stack: string, config: Config): () => void {
    const file = join(this.root, `Pulumi.${stack}.yaml`);
    const before = readFileSync(file, "utf8");
    const { config: own } = parse(before) as { config: Config };
    writeFileSync(file, stringify({ config: { ...own, ...prefixed(config) } }));
    return () => writeFileSync(file, before);
  }

  /** The folder of the policy packs; from the first time that it is asked for, a copy that is the test's own. */
  get policies(): string {
    const folder = join(this.root, "policies");
    if (lstatSync(folder).isSymbolicLink()) {
      rmSync(folder);
      cpSync(join(checkout, "policies"), folder, { recursive: true });
    }
    return folder;
  }

  /** Lets resources break rules of guardrails until 2999, besides those that the checkout itself lets. */
  except(reason: string, ...exceptions: readonly { readonly rule: string; readonly resource: string }[]): void {
    const file = join(this.policies, "guardrails.config.json");
    const { guardrails } = JSON.parse(readFileSync(file, "utf8")) as Exceptions;
    const more = exceptions.map((exception) => ({ ...exception, reason, expires: "2999-12-31" }));
    writeFileSync(file, JSON.stringify({ guardrails: { exceptions: [...guardrails.exceptions, ...more] } }));
  }
}

const prefixed = (config: Config): Config =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `promenade:${key}`, value]),
  );
