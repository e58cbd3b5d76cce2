import { InvalidInput, show } from "../core/problem";
import type { EventOf } from "../core/rollout/evidence";
import { standingOf } from "../core/rollout/standing";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { deployed } from "./deployed";
import { outputsOf } from "./deployment";
import { exitCodes, failed } from "./failure";
import { openEvidence } from "./ports/evidence/open";
import { whoami } from "./ports/identity";
import { readStackFile } from "./stack-file";
import { cloudName, cloudOf } from "./workspace";

/** `freeze --json`, `unfreeze --json` */
export interface FreezeReport {
  readonly stack: string;
  readonly frozen: { readonly by: string; readonly since: string; readonly reason: string } | null;
  /** False where it was so before. */
  readonly changed: boolean;
}

/**
 * `freeze`, `unfreeze`: says in the evidence that traffic is to stay as it is, or may move again. Whoever drives a
 * rollout reads that before the next step; nothing is waited for, and nobody's lease is taken.
 */
export async function changeFreeze(context: Context, verb: "freeze" | "unfreeze", given: unknown): Promise<number> {
  const { checkout, options, output, environment } = context;
  const reason = reasonOf(verb, given);
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const { stack } = file;
  const cloud = cloudOf(context, file);
  output.say(`${verb} ${stack} in ${cloudName[cloud]}`);
  const outputs = outputsOf(await deployed(context, file, stack));
  if (outputs === undefined) throw notUp(stack);
  const store = await openEvidence(context, { cloud, stack, outputs });
  try {
    const { frozen } = standingOf(await store.events());
    const changed = (frozen === undefined) === (verb === "freeze");
    const by = changed ? await whoami(environment, cloud, outputs.region) : "";
    const command = `promenade ${verb} --stack ${stack}`;
    const common = { at: new Date().toISOString(), by, command, reason };
    if (changed) await store.append({ kind: verb === "freeze" ? "frozen" : "unfrozen", ...common });
    const report = reportOf(stack, changed, verb === "unfreeze" ? undefined : (frozen ?? common));
    output.result(report, () => told(report));
    return exitCodes.done;
  } finally {
    store.close();
  }
}

type Freeze = Pick<EventOf<"frozen">, "at" | "by" | "reason">;

const reportOf = (stack: string, changed: boolean, freeze: Freeze | undefined): FreezeReport => ({
  ...{ stack, changed },
  frozen: freeze === undefined ? null : { by: freeze.by, since: freeze.at, reason: freeze.reason },
});

function told({ stack, frozen, changed }: FreezeReport): string {
  if (frozen === null) return changed ? `${stack}: traffic may move again` : `${stack}: it is not frozen`;
  const { by, since, reason } = frozen;
  return [
    changed ? `${stack} is frozen: ${reason}` : `${stack} is frozen already, by ${by} since ${since}: ${reason}`,
    "  waits     shifts, what goes on with them, and retirement; one under way stops before its next step",
    "  goes on   a rollback, by hand or by the guard, which nothing stops; plain up, which moves no traffic",
    `  ends by   npx promenade unfreeze --stack ${stack} --reason "…"`,
  ].join("\n");
}

function reasonOf(verb: string, given: unknown): string {
  const reason = typeof given === "string" ? given.trim() : "";
  if (reason !== "") return reason;
  throw new InvalidInput([
    {
      where: "--reason",
      wrong: `missing: who reads the history has to know why`,
      found: show(given),
      allowed: "a sentence",
      change: `npx promenade ${verb} --reason "…"`,
    },
  ]);
}

const notUp = (stack: string) =>
  failed({
    where: stack,
    wrong: "there is no environment whose traffic could be frozen",
    found: "no update that came to its end",
    allowed: "an environment that is up",
    change: `npx promenade up --stack ${stack}`,
  });
