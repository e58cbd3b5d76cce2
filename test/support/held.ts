import type { ExportedResource } from "../../cli/ports/pulumi";

type Properties = Readonly<Record<string, unknown>>;

/** What a stack's state holds, for questions about it. */
export class Held {
  constructor(readonly resources: readonly ExportedResource[]) {}

  /** Properties of every resource of a kind, `rds/instance`, whose name ends like that. */
  all(kind: string, ending = ""): readonly Properties[] {
    return this.resources
      .filter(({ type, urn }) => type.startsWith(`aws:${kind}:`) && urn.endsWith(ending))
      .map(({ inputs = {}, outputs = {} }) => ({ ...inputs, ...outputs }));
  }

  /** Properties of the only one of a kind. */
  one(kind: string, ending = ""): Properties {
    const found = this.all(kind, ending);
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of ${kind} ${ending}`);
    return found[0];
  }

  /** A property of the only one of a kind; undefined where there is none. */
  value(kind: string, property: string, ending = ""): unknown {
    return this.all(kind, ending).length === 0 ? undefined : this.one(kind, ending)[property];
  }

  has(kind: string, ending = ""): boolean {
    return this.all(kind, ending).length > 0;
  }
}
