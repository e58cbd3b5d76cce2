import { countApprovals } from "../core/flow/approval";
import { gateName } from "../core/github/delivery";
import type { Problem } from "../core/problem";
import { saidOf } from "../core/promotion/vouched";
import { entryOf } from "../core/promotion/waves";
import type { EventOf } from "../core/rollout/evidence";
import type { Context } from "./context";
import { exitCodes, refused } from "./failure";
import { targetOf } from "./promotion/route";
import { append, findWaiting, nameIn, nameOf, roleIn, type Waiting } from "./promotion/waiting";
import { cloudName } from "./workspace";

/** `approve --json` */
export interface ApprovalReport {
  readonly environment: string;
  readonly release: string;
  readonly promotion: string;
  readonly by: string;
  /** How many people have to approve, and who has by now. */
  readonly needed: number;
  readonly approved: readonly string[];
}

/** `approve`: somebody's yes to a release that waits, by a name that is typed: in the local cloud alone. */
export async function approve(
  context: Context,
  args: readonly string[],
  given: Readonly<Record<string, unknown>>,
): Promise<number> {
  const target = targetOf(context, args);
  const command = `approve ${target.name}`;
  const waiting = await findWaiting(context, target, command, given);
  const { request, place } = waiting;
  context.output.say(`${command} in ${cloudName[place.cloud]}`);
  if (place.cloud === "aws") throw refused(atGitHub(waiting));
  const { promotion, images, wave } = request;
  const role = roleIn(given, target);
  const event: EventOf<"approved"> = {
    ...{ kind: "approved", at: new Date().toISOString(), by: nameIn(given, command), command: `promenade ${command}` },
    ...{ promotion, images },
    ...(wave === undefined ? {} : { wave }),
    ...(role === undefined ? {} : { role }),
    ...(typeof given.comment === "string" ? { comment: given.comment } : {}),
  };
  const { needed, approved } = counted(waiting, event);
  await append(context, waiting, [event]);
  const report: ApprovalReport = {
    ...{ environment: target.name, release: request.release, promotion, by: event.by, needed, approved },
  };
  context.output.result(report, () => told(waiting, report));
  return exitCodes.done;
}

/** @throws Failure "refused" where it would not count: nobody is to believe that it does. */
function counted({ path, group, request, events }: Waiting, event: EventOf<"approved">) {
  const { requester, images, critical, promotion, wave } = request;
  const asked = { requester, images, critical, run: promotion, ...(wave === undefined ? {} : { wave }) };
  const { approvals } = saidOf([...events, event], promotion, promotion);
  const { needed, counted: counting, ignored } = countApprovals(entryOf(path, group), asked, approvals);
  const because = ignored.find(({ approval: { by, at } }) => by === event.by && at === event.at)?.because;
  if (needed === 0) throw refused(nothingAsked(request));
  if (because !== undefined) throw refused(wouldNotCount(event, request, because, entryOf(path, group).reviewers));
  return { needed, approved: counting.map(({ by }) => by) };
}

function told({ request, path, group }: Waiting, { by, needed, approved }: ApprovalReport): string {
  const left = needed - approved.length;
  const reviewers = entryOf(path, group).reviewers.join(", ");
  return [
    `${nameOf(request)} is approved by ${by}: ${approved.length} of ${needed}`,
    left > 0
      ? `  ${left} more of ${reviewers} must approve`
      : `  on with: npx promenade promote ${request.from} ${request.to}`,
  ].join("\n");
}

const nothingAsked = (request: Waiting["request"]): Problem => ({
  where: request.to,
  wrong: "nobody has to approve what comes this way",
  found: nameOf(request),
  allowed: "approvals where the flow asks for some",
  change: `npx promenade promote ${request.from} ${request.to}`,
});

const wouldNotCount = (
  { by, role }: EventOf<"approved">,
  request: Waiting["request"],
  because: string,
  reviewers: readonly string[],
): Problem => ({
  where: nameOf(request),
  wrong: `this approval would not count: ${because}`,
  found: role === undefined ? by : `${by} as ${role}`,
  allowed: `somebody else than ${request.requester}, of ${reviewers.join(", ")}, once`,
  change: "have another person approve it",
});

const atGitHub = ({ request, group: { wave } }: Waiting): Problem => ({
  where: nameOf(request),
  wrong: "on AWS no typed name counts: an approval is what GitHub confirms",
  found: "approve",
  allowed: "approvals that the run of the workflow has got",
  change: `review the run at GitHub, for its environment ${gateName(wave === undefined ? request.to : `${request.to}-${wave}`)}`,
});
