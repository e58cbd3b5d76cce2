import { InvalidInput, show, type Problem } from "../../core/problem";
import { waitingRequests, type Requested } from "../../core/promotion/asking";
import type { Path } from "../../core/flow/path-schema";
import type { Group } from "../../core/promotion/waves";
import type { RolloutEvent } from "../../core/rollout/evidence";
import { didYouMean } from "../../core/suggest";
import type { Context } from "../context";
import { deployed } from "../deployed";
import { refused } from "../failure";
import { withEvidence, type EvidencePlace } from "../ports/evidence/open";
import { addressesOf, environmentOf } from "../rollout/environment";
import { eventsOf } from "./subject";
import type { Target } from "./route";

type Given = Readonly<Record<string, unknown>>;

/** A release that waits for people's word, and where that is written down. */
export interface Waiting {
  readonly target: Target;
  readonly request: Requested;
  readonly path: Path;
  readonly group: Group;
  /** Of all stacks of the target. */
  readonly events: readonly RolloutEvent[];
  readonly place: EvidencePlace;
}

/**
 * The release that somebody has a word on.
 * @throws Failure "refused" where none waits, or several do and none is named.
 */
export async function findWaiting(context: Context, target: Target, command: string, given: Given): Promise<Waiting> {
  const places = new Map<string, EvidencePlace>();
  const views: { readonly events: readonly RolloutEvent[] }[] = [];
  for (const stack of target.groups.flatMap(({ stacks }) => stacks)) {
    const environment = environmentOf(context, stack, command);
    const outputs = addressesOf(environment, await deployed(context, environment.file, stack));
    const place: EvidencePlace = { cloud: environment.cloud, stack, outputs };
    places.set(stack, place);
    views.push({ events: await withEvidence(context, place, (store) => store.events()) });
  }
  const events = eventsOf(views);
  const all = waitingRequests(events);
  const wanted = all.filter(
    ({ release, wave }) =>
      (given.release === undefined || given.release === release) && (given.wave === undefined || given.wave === wave),
  );
  const [request, ...others] = wanted;
  const group = target.groups.find(({ wave }) => wave === request?.wave);
  const path = target.flow.paths.find(({ from, to }) => from === request?.from && to === target.name);
  const place = places.get(group?.stacks[0] ?? "");
  if (request === undefined || group === undefined || path === undefined || place === undefined) {
    throw refused(nothingWaits(target, all));
  }
  if (others.length > 0) throw refused(severalWait(target, wanted));
  return { target, request, path, group, events, place };
}

/** Writes somebody's word down; durable when it returns. */
export async function append(context: Context, { place }: Waiting, events: readonly RolloutEvent[]): Promise<void> {
  await withEvidence(context, place, async (store) => {
    for (const event of events) await store.append(event);
  });
}

/** `--as NAME`. @throws InvalidInput for no name. */
export function nameIn({ as: name }: Given, command: string): string {
  if (typeof name === "string" && /^\S.{0,98}\S$|^\S$/.test(name.trim())) return name.trim();
  throw new InvalidInput([
    {
      where: "--as",
      wrong: name === undefined ? "missing: whose word it is" : "not a name",
      found: show(name),
      allowed: "1 to 100 characters",
      change: `npx promenade ${command} --as NAME`,
    },
  ]);
}

/** `--role ROLE`. @throws InvalidInput for a role that the flow does not have. */
export function roleIn({ role }: Given, { flow }: Target): string | undefined {
  if (role === undefined) return undefined;
  const known = Object.keys(flow.roles);
  const found = known.find((one) => one === role);
  if (found !== undefined) return found;
  throw new InvalidInput([
    {
      where: "--role",
      wrong: `no such role${typeof role === "string" ? didYouMean(role, known) : ""}`,
      found: show(role),
      allowed: known.join(", "),
      change: "name one of them, or none",
    },
  ]);
}

/** `2.0.0 of stage in prod, region-a` */
export const nameOf = ({ release, from, to, wave }: Requested): string =>
  `${release} of ${from} in ${wave === undefined ? to : `${to}, ${wave}`}`;

const nothingWaits = ({ name }: Target, all: readonly Requested[]): Problem => ({
  where: name,
  wrong: "no such release waits for anybody's word",
  found: all.map(nameOf).join("; ") || "nothing that was asked for and has not ended",
  allowed: "a release that was asked for",
  change: all.length > 0 ? "name one of those" : `ask for one first: npx promenade promote FROM ${name}`,
});

const severalWait = ({ name }: Target, all: readonly Requested[]): Problem => ({
  where: name,
  wrong: "several releases wait here: it has to be said which is meant",
  found: all.map(nameOf).join("; "),
  allowed: "one release, of one wave where there are some",
  change: `add --release V${all.some(({ wave }) => wave !== undefined) ? " --wave NAME" : ""}`,
});
