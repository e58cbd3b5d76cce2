import { againstHotfix, afterHotfix } from "../core/promotion/hotfix";
import { releaseNamed, verifiedReleases } from "../core/promotion/candidate";
import type { Release } from "../core/release";
import type { Context } from "./context";
import { exitCodes, refused } from "./failure";
import { drive } from "./promotion/drive";
import type { StackView } from "./promotion/ports";
import { rehearse } from "./promotion/rehearsal";
import { routeOf, type Route } from "./promotion/route";
import { stackPorts } from "./promotion/stack-ports";
import { lookAtAll, type Ended, type Subject } from "./promotion/subject";
import { stacksNow, type StackNow } from "./promotion/told";
import { wishFrom, type Wish } from "./promotion/wish";
import { readStackFile } from "./stack-file";
import { cloudName, cloudOf } from "./workspace";
import { secondsSince } from "./took";

type Given = Readonly<Record<string, unknown>>;

/** `promote --json` */
export interface PromotionReport extends Ended {
  readonly from: string;
  readonly to: string;
  readonly release: string;
  readonly images: Readonly<Record<string, string>>;
  /** What has all requests now, by stack. */
  readonly stacks: readonly StackNow[];
  readonly durationSeconds: number;
}

/** `promote`: brings a release that an environment has verified into the next one, as the flow's path asks for it. */
export async function promote(context: Context, args: readonly string[], given: Given): Promise<number> {
  const began = Date.now();
  const route = routeOf(context, args);
  const wish = wishFrom(given, route);
  const { from, to } = route.path;
  againstHotfixOf(route, wish);
  const cloud = cloudOf(context, readStackFile(context.checkout, route.source));
  context.output.say(`promote ${from} ${to} in ${cloudName[cloud]}`);
  const ports = await stackPorts(context, route, `promote ${from} ${to}`, given);
  const source = await ports.look(route.source);
  const release = releaseFor(route, source, wish);
  if (wish.hotfix !== undefined && (await ports.isOn(wish.hotfix, release.commit)) === false) {
    throw refused(notOnBranch(release, wish.hotfix));
  }
  const subject: Subject = {
    ...{ route, path: route.path, release, asker: await ports.whoAsks() },
    wish: { ...wish, oneWay: wish.oneWay || wasOneWay(source, release) },
  };
  if (given.dryRun === true) return rehearse(context, ports, subject);
  const ended = await drive(ports, subject);
  const views = await lookAtAll(ports, route.groups);
  const report: PromotionReport = {
    ...{ from, to, release: release.release, images: release.images, ...ended },
    stacks: stacksNow(views),
    durationSeconds: secondsSince(began),
  };
  context.output.result(report, () => `${report.says} (${report.durationSeconds} s)${next(route, wish, ended)}`);
  return exitCodeOf(ended, route);
}

/** A wave that fails has stopped the others: that is told as a rollback, whether requests had moved in it or not. */
const exitCodeOf = ({ result }: Ended, { groups }: Route): number =>
  ({
    promoted: exitCodes.done,
    "nothing to do": exitCodes.done,
    "asked for": exitCodes.done,
    "rolled back": exitCodes["rolled back"],
    failed: groups.length > 1 ? exitCodes["rolled back"] : exitCodes.failed,
    paused: exitCodes.refused,
  })[result];

function againstHotfixOf({ flow, path: { from, to } }: Route, { hotfix }: Wish): void {
  const refusal = hotfix === undefined ? undefined : againstHotfix(flow, from, to, hotfix);
  if (refusal !== undefined) throw refused({ where: `${from} → ${to}`, ...refusal });
}

const notOnBranch = ({ release, commit }: Release, branch: string) => ({
  where: "--hotfix",
  wrong: `${release} does not come from ${branch}`,
  found: commit === undefined ? "a release whose commit nobody has written down" : `commit ${commit}`,
  allowed: "a release that was built from a commit of that branch",
  change: "name its branch, or promote it as any other release, without --hotfix",
});

/** Where a repair goes on to. */
function next({ flow, path: { to } }: Route, { hotfix }: Wish, { result }: Ended): string {
  const goesOn = hotfix === undefined ? undefined : afterHotfix(flow.hotfix?.path ?? [], to);
  return goesOn === undefined || result !== "promoted"
    ? ""
    : `\n  the repair goes on: npx promenade promote ${to} ${goesOn} --hotfix ${hotfix}`;
}

/** @throws Failure "refused" where the source has no such release, or none at all. */
function releaseFor({ path: { from, to } }: Route, source: StackView, { release: named }: Wish): Release {
  const release = named === undefined ? source.live : releaseNamed(source.record, source.events, named);
  if (release !== undefined) return release;
  const known = verifiedReleases(source.events).slice(0, 5);
  throw refused({
    where: `${from} → ${to}`,
    wrong: named === undefined ? `${from} has no release that could be promoted` : `${from} has never had ${named}`,
    found: named === undefined ? source.unwell : known.join(", ") || "no release that was verified there",
    allowed: "a release that runs in the source, or has been verified there",
    change:
      named === undefined
        ? `bring one there, or name it: npx promenade promote ${from} ${to} --release V`
        : `name one of those, or bring ${named} into ${from} first`,
  });
}

/** A migration that could not be gone back from in the source cannot be in the target. */
const wasOneWay = ({ events }: StackView, { release }: Release): boolean =>
  events.some((event) => event.kind === "rollout started" && event.deploy?.release === release && event.oneWay);
