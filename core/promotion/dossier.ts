import type { Flow } from "../flow";
import type { Approval } from "../flow/approval";
import type { Entry } from "../flow/gate";
import type { Asked, Dossier } from "../flow/gates";
import type { Release } from "../release";
import type { RolloutEvent } from "../rollout/evidence";
import { standingOf } from "../rollout/standing";
import type { Papers, Requested } from "./asking";
import { saidOf, vouchedFacts, type CommitFacts } from "./vouched";
import { verifiedSince } from "./verified-since";

/** Who asks, and by which workflow run. */
export interface Asking {
  readonly requester: string;
  readonly alsoAskedBy: readonly string[];
  readonly run: string | undefined;
  /** Whether names that are typed count, as they do in the local cloud alone. */
  readonly vouching: boolean;
}

/** Everything that is known of one release on its way into an environment. */
export interface Case {
  readonly now: Date;
  readonly release: Release;
  readonly source: { readonly name: string; readonly healthy: boolean; readonly events: readonly RolloutEvent[] };
  /** Of all stacks of the target, the oldest first. */
  readonly events: readonly RolloutEvent[];
  /** Of the stacks that are to be entered next. */
  readonly entering: readonly (readonly RolloutEvent[])[];
  readonly asker: Asking;
  /** As this wave was first asked for. */
  readonly request: Requested | undefined;
  readonly wave: string | undefined;
  readonly papers: Papers;
  readonly critical: boolean;
  readonly goingBack: boolean;
  readonly facts: Pick<Dossier, "scan" | "audit"> & { readonly commit: CommitFacts | undefined };
}

/** What the gates of an entry judge. */
export function dossierOf(all: Case): Dossier {
  const { now, release, source, asker, request, wave, papers, critical, goingBack, facts } = all;
  const { images } = release;
  const verified = verifiedSince(source.events, images);
  const run = asker.run ?? request?.promotion;
  const requester = request?.requester ?? asker.requester;
  const said =
    request === undefined
      ? { attested: [], approvals: [] }
      : saidOf(all.events, request.promotion, asker.vouching ? run : undefined);
  const frozen = all.entering.map((events) => standingOf(events).frozen).find((one) => one !== undefined);
  return {
    now,
    request: {
      ...{ requester, alsoAskedBy: asker.alsoAskedBy, images, critical },
      ...(run === undefined ? {} : { run }),
      ...(wave === undefined ? {} : { wave }),
      ...(verified?.since === undefined ? {} : { verifiedAt: verified.since }),
    },
    requestedAt: request === undefined ? now : new Date(request.at),
    goingBack,
    ...(frozen === undefined ? {} : { frozen: { by: frozen.by, reason: frozen.reason } }),
    source: { name: source.name, healthy: source.healthy, ...(verified === undefined ? {} : { verified }) },
    ...(facts.commit ?? vouchedFacts(said.attested, requester)),
    ...(facts.scan === undefined ? {} : { scan: facts.scan }),
    ...(facts.audit === undefined ? {} : { audit: facts.audit }),
    ...papers,
    ...said,
  };
}

/** A path's words, with the patterns of the tags that it names. */
export const askedBy = ({ tags }: Flow, entry: Entry): Asked => ({
  entry,
  tagPatterns: tags[entry.gates.tag ?? ""]?.patterns ?? [],
});

interface Told {
  readonly promotion: string;
  readonly run: string;
  readonly wave: string | undefined;
}

/** Approvals of a workflow run that nobody has written down yet. */
export const notYetNoted = <T extends Pick<Approval, "by">>(
  approvals: readonly T[],
  events: readonly RolloutEvent[],
  { promotion, run, wave }: Told,
): readonly T[] => {
  const noted = events.filter((event) => event.kind === "approved");
  const isNoted = (by: string): boolean =>
    noted.some((one) => one.by === by && one.promotion === promotion && one.run === run && one.wave === wave);
  return approvals.filter(({ by }) => !isNoted(by));
};
