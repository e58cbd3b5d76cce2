import { requestSchema, type Request } from "../release";
import { showWeights } from "../rollout/shares";
import { authorIn } from "./update-message";
import type { HistoryLine, Result } from "./line";

/** An update as Pulumi's backend remembers it, as far as it matters here. */
export interface StackUpdate {
  /** `update`, `refresh`, `destroy`, `import` and others. */
  readonly kind: string;
  /** ISO 8601. */
  readonly startTime: string;
  readonly endTime?: string;
  readonly result: string;
  /** Promenade's own, or a commit's. */
  readonly message?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Values of secrets are not in it. */
  readonly config?: Readonly<Record<string, { readonly value?: unknown }>>;
  /** By operation: `create`, `same`. */
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

/** What Pulumi's operations are called on the command line, where they are called otherwise. */
const verbs: Readonly<Record<string, string>> = { update: "up" };

/** What was done to resources; other operations are called what Pulumi calls them. */
const done: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
};

const results: Readonly<Record<string, Result>> = {
  succeeded: "done",
  failed: "failed",
  "in-progress": "under way",
};

export function updateLine(update: StackUpdate): HistoryLine {
  const { kind, startTime, result, message, environment = {} } = update;
  const author = authorIn(message);
  const verb = verbs[kind] ?? kind;
  const what = [`${verb}${requested(update)}: ${changes(update)}`, ...checkedOut(environment)].join(", ");
  return {
    ...{ at: startTime, by: author?.by ?? driver(environment), command: author?.command ?? `pulumi ${verb}`, what },
    ...{ result: results[result] ?? "unknown", evidence: null, update: essence(update) },
  };
}

/** Without configuration and the machine's settings: the history of a stack has them. */
const essence = ({ kind, startTime, endTime, result, resourceChanges = {} }: StackUpdate): StackUpdate => ({
  ...{ kind, startTime, ...(endTime === undefined ? {} : { endTime }), result, resourceChanges },
});

/** What the update was asked to change of slots or traffic. */
function requested({ config = {} }: StackUpdate): string {
  const { value } = config["promenade:request"] ?? {};
  const request = requestSchema.safeParse(typeof value === "string" ? parsed(value) : value).data;
  if (request === undefined) return "";
  return ` for revision ${request.revision}, ${askedOf(request)}`;
}

function askedOf(request: Request): string {
  switch (request.kind) {
    case "traffic":
      return `requests to ${showWeights(request.weights)}`;
    case "slot":
      return `${request.release} in ${request.slot}`;
    case "capacity":
      return `${request.slot} with capacity ${request.capacity}`;
    case "migration":
      return `migration of ${request.release}`;
  }
}

function changes({ resourceChanges = {} }: StackUpdate): string {
  const counts = Object.entries(resourceChanges).filter(([operation, count]) => operation !== "same" && count > 0);
  return counts.map(([operation, count]) => `${count} ${done[operation] ?? operation}`).join(", ") || "nothing changed";
}

/** The commit that the program was run from. */
function checkedOut({ "git.head": head, "git.dirty": dirty }: Readonly<Record<string, string>>): readonly string[] {
  return head === undefined ? [] : [`at ${head.slice(0, 7)}${dirty === "true" ? " with changes" : ""}`];
}

/** A commit's author need not be who ran it: only what a CI says of itself counts. */
const driver = ({ "ci.system": system, "ci.build.url": url }: Readonly<Record<string, string>>): string | null =>
  system === undefined ? null : [system, ...(url === undefined ? [] : [url])].join(", ");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
