import type { Problem } from "../core/problem";
import { errors } from "./events";
import { refused, type Failure } from "./failure";
import type { Deployment, ExportedResource, Operated } from "./ports/pulumi";

/** What neither Pulumi nor, where it can be told so, the cloud deletes. */
export function protectedIn(deployment: Deployment | undefined): readonly ExportedResource[] {
  return (deployment?.deployment.resources ?? []).filter(({ protect }) => protect === true);
}

/** The first of the two steps that destroying such an environment takes. */
export const stillProtected = (stack: string, guarded: readonly ExportedResource[]): Problem => ({
  where: stack,
  wrong: "what it holds is protected from deletion",
  found: `${guarded.length} protected resources, such as ${nameOf(guarded[0]?.urn ?? "")}`,
  allowed: "to destroy what has been unprotected on purpose, by an update of its own",
  change: `set promenade:retiring: true in Pulumi.${stack}.yaml, run npx promenade up --stack ${stack}, then this again`,
});

/** What a change is told that would delete or replace what is protected; undefined when that is not why it failed. */
export function protectionRefusal(stack: string, { events }: Operated): Failure | undefined {
  const urns = errors(events).flatMap((text) => refusals.flatMap((refusal) => refusal.exec(text)?.[1] ?? []));
  return urns.length === 0 ? undefined : refused(...[...new Set(urns)].map((urn) => guardedBy(stack, urn)));
}

/** How the engine says so. */
const refusals = [/^unable to replace resource "([^"]+)"/, /^resource "([^"]+)" cannot be deleted/];

const guardedBy = (stack: string, urn: string): Problem => ({
  where: `${stack}: ${nameOf(urn)}`,
  wrong: "the change would delete or replace it, and it is protected; nothing has been changed",
  found: typeOf(urn),
  allowed: "changes that keep it",
  change: "undo the setting that replaces it; or build the new one beside it, move over, and retire the old one last",
});

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
const typeOf = (urn: string): string => urn.split("::").at(-2)?.split("$").at(-1) ?? urn;
