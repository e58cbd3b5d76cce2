import type { Outputs } from "../core/outputs";
import { isDue, nextRotationStep, shiftUnderWay, type RotationStep } from "../core/rotation";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { outputsOf, recordOf } from "./deployment";
import { exitCodes, failed, refused } from "./failure";
import { observe } from "./ports/traffic";
import { openServices, type Services } from "./ports/services";
import { openVault, type Vault } from "./ports/vault";
import { withSession, type Session } from "./session";
import { readStackFile } from "./stack-file";
import { cloudName, cloudOf } from "./workspace";

export interface RotateReport {
  readonly stack: string;
  /** Names of the entries that have a new value. */
  readonly rotated: readonly string[];
  /** ECS services whose tasks were replaced, in that order. */
  readonly restarted: readonly string[];
}

/** `rotate` */
export async function rotateSecrets(context: Context, due: boolean): Promise<number> {
  const report = await rotate(context, due);
  context.output.result(report, () => rotationText(report));
  return exitCodes.done;
}

/** New values for the vault's entries, and new tasks for old ones; what a crash left undone comes first. */
export async function rotate(context: Context, due: boolean): Promise<RotateReport> {
  const { checkout, options, output } = context;
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const cloud = cloudOf(context, file);
  output.say(`rotate ${file.stack} in ${cloudName[cloud]}`);
  return withSession(context, "rotate", file, cloud, async (session): Promise<RotateReport> => {
    const outputs = outputsOf(session.deployment);
    if (outputs === undefined) throw notUp(file.stack);
    const { endpoint } = session.workspace;
    const vault = await openVault(endpoint, outputs.region, `promenade/${outputs.environment}/`);
    const services = await openServices(endpoint, outputs);
    try {
      return { stack: file.stack, ...(await run({ context, session, outputs, vault, services, due })) };
    } finally {
      vault.close();
      services.close();
    }
  });
}

interface Run {
  readonly context: Context;
  readonly session: Session;
  readonly outputs: Outputs;
  readonly vault: Vault;
  readonly services: Services;
  readonly due: boolean;
}

async function run({ context, session, outputs, vault, services, due }: Run) {
  const now = new Date();
  const chosen = (await vault.entries()).filter((entry) => !due || isDue(entry, now)).map(({ name }) => name);
  const rotated: string[] = [];
  const restarted: string[] = [];
  for (;;) {
    const { weights: live } = await observe(session.workspace.endpoint, outputs);
    const wanted = chosen.filter((name) => !rotated.includes(name));
    const [entries, tasks] = [await vault.entries(), await services.tasks()];
    const step = nextRotationStep({ entries, tasks, live, wanted });
    if (step.kind === "done") return { rotated, restarted };
    const shift = shiftUnderWay(recordOf(session.deployment)?.weights ?? {}, live);
    if (shift !== undefined) throw duringShift(shift, outputs.environment);
    context.output.say(narration(step));
    if (step.kind === "rotate") {
      await vault.rotate(step.entry);
      rotated.push(step.entry.name);
    } else {
      for (const service of step.services) await services.restart(service);
      restarted.push(...step.services);
    }
  }
}

const narration = (step: Exclude<RotationStep, { kind: "done" }>): string =>
  step.kind === "rotate"
    ? `  ${step.entry.name}: a new value`
    : `  ${step.slot}: new tasks for ${step.services.join(", ")}`;

export const rotationText = ({ stack, rotated, restarted }: RotateReport): string =>
  rotated.length + restarted.length === 0
    ? `${stack}: nothing is due, and every task has the current values`
    : `${stack}: ${rotated.length} rotated, ${restarted.length} services restarted`;

const notUp = (stack: string) =>
  failed({
    where: stack,
    wrong: "there is no environment whose secrets could be rotated",
    found: "no update that came to its end",
    allowed: "an environment that is up",
    change: `npx promenade up --stack ${stack}`,
  });

const duringShift = (found: string, environment: string) =>
  refused({
    where: environment,
    wrong: "traffic is being shifted, and a restart would take capacity from it",
    found,
    allowed: "one slot with all of the traffic, as recorded",
    change: "finish or take back the shift, then run it again; nothing has been rotated or restarted since it began",
  });
