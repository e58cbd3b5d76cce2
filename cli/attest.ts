import type { Gates } from "../core/flow/gate";
import { InvalidInput, show, type Problem } from "../core/problem";
import { vouching } from "../core/promotion/vouched";
import { didYouMean } from "../core/suggest";
import type { EventOf } from "../core/rollout/evidence";
import type { Context } from "./context";
import { exitCodes, refused } from "./failure";
import { whoami } from "./ports/identity";
import { outside } from "./promotion/facts";
import { targetOf, type Target } from "./promotion/route";
import { append, findWaiting, nameIn, nameOf, roleIn, type Waiting } from "./promotion/waiting";
import { readStackFile } from "./stack-file";
import { cloudName } from "./workspace";

type Given = Readonly<Record<string, unknown>>;

/** `attest --json` */
export interface AttestationReport {
  readonly environment: string;
  readonly release: string;
  readonly promotion: string;
  readonly by: string;
  readonly items: readonly string[];
}

/** `attest`: somebody's word, by name, that something is done which no machine can see. */
export async function attest(context: Context, args: readonly string[], given: Given): Promise<number> {
  const target = targetOf(context, args);
  const command = `attest ${target.name}`;
  const waiting = await findWaiting(context, target, command, given);
  const { request, place } = waiting;
  context.output.say(`${command} in ${cloudName[place.cloud]}`);
  const { promotion } = request;
  const items = itemsIn(given, await itemsOf(context, waiting), command);
  const [by, role] = [await speaker(context, waiting, given, command), roleIn(given, target)];
  const event = (item: string): EventOf<"attested"> => ({
    ...{ kind: "attested", at: new Date().toISOString(), by, command: `promenade ${command}`, promotion, item },
    ...(role === undefined ? {} : { role }),
  });
  await append(context, waiting, items.map(event));
  const report: AttestationReport = { environment: target.name, release: request.release, promotion, by, items };
  context.output.result(report, () => told(waiting, report));
  return exitCodes.done;
}

/** In the local cloud the name that was typed, if one was; on AWS whoever AWS says it is. */
async function speaker(context: Context, { place, target }: Waiting, given: Given, command: string): Promise<string> {
  const { cloud, outputs } = place;
  if (cloud === "aws" && (given.as !== undefined || given.role !== undefined)) throw refused(proven(target));
  if (given.as !== undefined) return nameIn(given, command);
  return whoami(context.environment, cloud, outputs.region);
}

/** The checklist, and in the local cloud what GitHub would tell. */
async function itemsOf(context: Context, { path: { gates }, place, target }: Waiting): Promise<readonly string[]> {
  const checklist = gates.checklist.map(({ item }) => item);
  const { github } = await outside(context, readStackFile(context.checkout, place.stack), place.cloud);
  return place.cloud === "sandbox" && github === undefined ? [...checklist, ...vouchable(gates, target)] : checklist;
}

const vouchable = ({ checks, codeReviewers, tag }: Gates, { flow }: Target): readonly string[] => [
  ...checks.map(vouching.check),
  ...(codeReviewers > 0 ? [vouching.codeReview] : []),
  ...(flow.tags[tag ?? ""]?.patterns ?? []).map(vouching.tag),
];

/** `--item TEXT…`, or `--all`. @throws InvalidInput for what nobody asks for. */
function itemsIn({ item, all }: Given, known: readonly string[], command: string): readonly string[] {
  const items =
    all === true ? known.filter((one) => !one.startsWith(vouching.tag(""))) : (item as string[] | undefined);
  const strangers = (items ?? []).filter((one) => !known.includes(one) && !isTag(one, known));
  if (items !== undefined && items.length > 0 && strangers.length === 0) return items;
  const [stranger] = strangers;
  throw new InvalidInput([
    {
      where: "--item",
      wrong: stranger === undefined ? "missing: what is attested" : `nobody asks for it${didYouMean(stranger, known)}`,
      found: show(stranger ?? item),
      allowed: known.join("; ") || "nothing: this way asks for no attestation",
      change: `npx promenade ${command} --item "${known[0] ?? ""}"`,
    },
  ]);
}

/** A tag's own name stands where the flow has a pattern. */
const isTag = (item: string, known: readonly string[]): boolean =>
  item.startsWith(vouching.tag("")) && known.some((one) => one.startsWith(vouching.tag("")));

const told = ({ request }: Waiting, { by, items }: AttestationReport): string =>
  [
    `attested by ${by} for ${nameOf(request)}:`,
    ...items.map((item) => `  ${item}`),
    `  on with: npx promenade promote ${request.from} ${request.to}`,
  ].join("\n");

const proven = ({ name }: Target): Problem => ({
  where: "attest",
  wrong: "on AWS no typed name counts",
  found: "--as or --role",
  allowed: "whoever AWS says is calling",
  change: `npx promenade attest ${name} --item "…"`,
});
