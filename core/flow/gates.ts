import { countApprovals, sameImages, type Approval, type Request } from "./approval";
import { isOpen, nextOpening, showWindow } from "./change-window";
import type { Entry } from "./gate";
import { matchesPattern } from "./reference-pattern";

/** What a gate still asks for, and what to do about it. */
export interface Missing {
  readonly gate: string;
  readonly missing: string;
  readonly change: string;
}

type Images = Readonly<Record<string, string>>;

/** Everything that the gates of one entry are judged by; what nobody has found out counts as not done. */
export interface Dossier {
  readonly now: Date;
  readonly request: Request;
  /** When it was asked for. */
  readonly requestedAt: Date;
  /** Going back to an older release: nobody waits, the source's health is no matter, and there is a reason (requirement 7). */
  readonly goingBack?: boolean;
  /** Somebody has stopped everything that moves traffic in the target. */
  readonly frozen?: { readonly by: string; readonly reason: string };
  /** Of the source's last verification; undefined where nothing is promoted. */
  readonly source?: { readonly name: string; readonly healthy: boolean; readonly verified?: Verification };
  /** Status checks of the commit, by context. */
  readonly checks: Readonly<Record<string, "passed" | "failed" | "pending">>;
  readonly scan?: { readonly images: Images; readonly findings: number };
  readonly audit?: { readonly violations: number };
  /** People who have approved the pull request of the commit. */
  readonly codeReviewers: number;
  /** Tags of the commit. */
  readonly tags: readonly string[];
  readonly changeSummary?: string;
  readonly changeTicket?: string;
  readonly rollbackPlan?: string;
  readonly attested: readonly Attestation[];
  readonly approvals: readonly Approval[];
}

export interface Verification {
  readonly images: Images;
  readonly passed: boolean;
}

/** Somebody's word, by name, that something is done. */
export interface Attestation {
  readonly item: string;
  readonly by: string;
  readonly role?: string;
}

/** An entry's own words, with the patterns of the tags that it names. */
export interface Asked {
  readonly entry: Entry;
  readonly tagPatterns: readonly string[];
}

type Gate = (asked: Asked, dossier: Dossier) => readonly Missing[];

const unless = (met: boolean, gate: string, missing: string, change: string): readonly Missing[] =>
  met ? [] : [{ gate, missing, change }];

const said = (text: string | undefined): boolean => text !== undefined && text.trim().length > 0;

const healthy: Gate = (_, { source, goingBack = false }) =>
  source === undefined || goingBack
    ? []
    : unless(
        source.healthy,
        "source",
        `${source.name} is not healthy`,
        "repair it, or promote from another environment",
      );

const verified: Gate = (_, { source, request }) => {
  if (source === undefined) return [];
  const { name, verified: last } = source;
  const change = `npx promenade verify --stack ${name}`;
  if (last === undefined || !sameImages(last.images, request.images)) {
    return [{ gate: "verified", missing: `${name} has not verified exactly these images`, change }];
  }
  return unless(last.passed, "verified", `the checks of ${name} have not passed for these images`, change);
};

const checks: Gate = ({ entry: { gates } }, { checks: results }) =>
  gates.checks.flatMap((context) => {
    const result = results[context];
    return unless(
      result === "passed",
      "checks",
      `the check ${context} ${result === undefined ? "has not run" : `is ${result}`} for this commit`,
      result === "failed" ? "mend it and release the commit that passes" : "wait for it, or let it run",
    );
  });

const scan: Gate = ({ entry: { gates } }, { scan: found, request }) => {
  if (!gates.scan) return [];
  if (found === undefined || !sameImages(found.images, request.images)) {
    return [{ gate: "scan", missing: "these images have not been scanned", change: "wait for the registry's scan" }];
  }
  const missing = `the scan of these images has ${found.findings} findings that stop a release`;
  return unless(found.findings === 0, "scan", missing, "build a release without them");
};

const audit: Gate = ({ entry: { gates } }, { audit: found, source }) => {
  const of = source === undefined ? "" : ` --stack ${source.name}`;
  const missing =
    found === undefined ? "nobody has audited the source" : `the audit has ${found.violations} violations`;
  return unless(!gates.audit || found?.violations === 0, "audit", missing, `npx promenade audit${of}`);
};

const codeReview: Gate = ({ entry: { gates } }, { codeReviewers }) =>
  unless(
    codeReviewers >= gates.codeReviewers,
    "code review",
    `${codeReviewers} of ${gates.codeReviewers} people have approved the commit's pull request`,
    "have the pull request reviewed",
  );

const tag: Gate = ({ entry: { gates }, tagPatterns }, { tags }) =>
  unless(
    gates.tag === undefined || tags.some((name) => tagPatterns.some((pattern) => matchesPattern(pattern, name))),
    "tag",
    `the commit has no tag like ${tagPatterns.join(" or ")}`,
    "tag the release",
  );

const changeWindow: Gate = ({ entry: { gates } }, { now }) => {
  const { window } = gates;
  if (window === undefined || isOpen(window, now)) return [];
  const opening = nextOpening(window, now)
    ?.toISOString()
    .replace(/:\d\d\.\d+Z/, "Z");
  return [
    {
      gate: "change window",
      missing: `it is closed; open ${showWindow(window)}`,
      change: opening === undefined ? "correct the window in the flow file" : `wait until ${opening}`,
    },
  ];
};

const freeze: Gate = (_, { frozen }) =>
  frozen === undefined
    ? []
    : unless(false, "freeze", `${frozen.by} has frozen it: ${frozen.reason}`, "wait until it is unfrozen");

const papers: Gate = ({ entry: { gates } }, { changeSummary, changeTicket, rollbackPlan, goingBack = false }) => [
  ...(goingBack
    ? unless(said(changeSummary), "change summary", "an older release needs a reason", "say why: --summary TEXT")
    : unless(!gates.changeSummary || said(changeSummary), "change summary", "there is none", "give --summary TEXT")),
  ...unless(!gates.changeTicket || said(changeTicket), "change ticket", "there is none", "give --change ID"),
  ...unless(!gates.rollbackPlan || said(rollbackPlan), "rollback plan", "there is none", "give --rollback-plan TEXT"),
];

const checklist: Gate = ({ entry: { gates } }, { attested }) =>
  gates.checklist.flatMap(({ item, role }) => {
    const done = attested.some(
      (one) => one.item === item && said(one.by) && (role === undefined || one.role === undefined || one.role === role),
    );
    const by = role === undefined ? "anybody" : role;
    return unless(done, "checklist", `nobody has attested: ${item}`, `have ${by} attest it`);
  });

const approvals: Gate = ({ entry }, { request, approvals: given }) => {
  const { needed, counted, ignored } = countApprovals(entry, request, given);
  const notCounted = ignored.map(({ approval, because }) => `; ${approval.by}'s does not count: ${because}`).join("");
  return unless(
    counted.length >= needed,
    "approvals",
    `${counted.length} of ${needed} people have approved${notCounted}`,
    `ask ${needed - counted.length} more of ${entry.reviewers.join(", ") || "the reviewers"}`,
  );
};

const wait: Gate = ({ entry }, { now, requestedAt, goingBack = false }) => {
  const until = new Date(requestedAt.getTime() + entry.waitMinutes * 60_000);
  const missing = `${entry.waitMinutes} minutes lie between request and deploy`;
  return unless(goingBack || now >= until, "wait", missing, `go on at ${until.toISOString()}`);
};

const gates: readonly Gate[] = [
  ...[healthy, verified, checks, scan, audit, codeReview, tag],
  ...[freeze, changeWindow, papers, checklist, approvals, wait],
];

/** Everything that still stands between a release and an environment; nothing means that it may enter. */
export const gatesMissing = (asked: Asked, dossier: Dossier): readonly Missing[] =>
  gates.flatMap((gate) => gate(asked, dossier));
