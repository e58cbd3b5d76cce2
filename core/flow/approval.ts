import type { Entry } from "./gate";

/** One person's yes to one release. */
export interface Approval {
  /** GitHub's login, or in the local cloud the name that was typed. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** Image by service that it is for, each by its digest. */
  readonly images: Readonly<Record<string, string>>;
  /** The workflow run that asked for it. */
  readonly run?: string;
  /** The role that it was given in, where that is known. */
  readonly role?: string;
  /** The wave of regions that it is for; left out, the first. */
  readonly wave?: string;
}

/** What an approval is asked for. */
export interface Request {
  readonly requester: string;
  /** Others who had a hand in asking, such as whoever has run the workflow again. */
  readonly alsoAskedBy?: readonly string[];
  readonly images: Readonly<Record<string, string>>;
  readonly critical: boolean;
  readonly run?: string;
  readonly wave?: string;
  /** When the source verified these images first, ISO 8601; nobody can have approved what was not verified. */
  readonly verifiedAt?: string;
}

/** An approval that does not count, and why. */
export interface Ignored {
  readonly approval: Approval;
  readonly because: string;
}

export interface Count {
  readonly needed: number;
  /** One a person. */
  readonly counted: readonly Approval[];
  readonly ignored: readonly Ignored[];
}

type Asked = Pick<Entry, "approvals" | "criticalApprovals" | "reviewers" | "requesterMayApprove">;

/** How many people must approve. */
export const approvalsNeeded = ({ approvals, criticalApprovals = approvals }: Asked, critical: boolean): number =>
  critical ? criticalApprovals : approvals;

/** Counts different people who have approved exactly this, in the order in which they did. */
export function countApprovals(asked: Asked, request: Request, approvals: readonly Approval[]): Count {
  const needed = approvalsNeeded(asked, request.critical);
  const counted: Approval[] = [];
  const ignored: Ignored[] = [];
  for (const approval of [...approvals].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const because = objection(asked, request, needed, approval) ?? alreadyCounted(counted, approval);
    if (because === undefined) counted.push(approval);
    else ignored.push({ approval, because });
  }
  return { needed, counted, ignored };
}

function objection(asked: Asked, request: Request, needed: number, approval: Approval): string | undefined {
  if (!sameImages(approval.images, request.images)) return "it is for other images";
  if (request.run !== undefined && approval.run !== request.run) return "it was given to another run";
  if (request.wave !== undefined && approval.wave !== request.wave) return "it is for another wave of regions";
  if (request.verifiedAt !== undefined && Date.parse(approval.at) < Date.parse(request.verifiedAt)) {
    return "it is older than the verification of these images";
  }
  const asking = [request.requester, ...(request.alsoAskedBy ?? [])];
  if (asking.some((one) => samePerson(approval.by, one)) && (needed >= 2 || !asked.requesterMayApprove)) {
    return "who asks for a release does not approve it";
  }
  if (approval.role !== undefined && !asked.reviewers.includes(approval.role)) {
    return `${approval.role} may not approve here, only ${asked.reviewers.join(", ") || "nobody"}`;
  }
  return undefined;
}

const alreadyCounted = (counted: readonly Approval[], { by }: Approval): string | undefined =>
  counted.some((other) => samePerson(other.by, by)) ? "the same person has approved before" : undefined;

/** GitHub's logins are the same in any case. */
export const samePerson = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** Whether two releases are the same images, wherever they were pulled from. */
export function sameImages(some: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>): boolean {
  const services = Object.keys(some);
  return (
    services.length > 0 &&
    services.length === Object.keys(others).length &&
    services.every((service) => digestOf(some[service]) === digestOf(others[service]))
  );
}

/** Undefined equals nothing: an image without a digest is no release. */
const digestOf = (reference = ""): string | symbol => /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1] ?? Symbol("none");
