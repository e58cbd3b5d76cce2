import type { Cloud } from "../../core/config/keys";
import type { Outputs } from "../../core/outputs";
import type { Settings } from "../../core/settings";
import { boundsAt } from "../../core/scaling";
import type { Policy } from "../../core/rollout/policy";
import type { Context } from "../context";
import { outputsOf } from "../deployment";
import { failed } from "../failure";
import type { Deployment } from "../ports/pulumi";
import { readStackFile, settingsOf, type StackFile } from "../stack-file";
import { cloudName, cloudOf } from "../workspace";

/** The environment that a command of rollouts is about. */
export interface Environment {
  readonly context: Context;
  readonly file: StackFile;
  readonly settings: Settings;
  readonly cloud: Cloud;
  /** As it was typed after `promenade`. */
  readonly command: string;
}

/** Reads it. @throws InvalidInput when stack or settings are not right. */
export function environmentOf(context: Context, stack: string, command: string): Environment {
  const file = readStackFile(context.checkout, stack);
  const settings = settingsOf(file);
  const cloud = cloudOf(context, file);
  return { context, file, settings, cloud, command: `${command} --stack ${file.stack}` };
}

/** The first line of a command that changes something. */
export const announce = ({ context, command, cloud }: Environment): void =>
  context.output.say(`${command.replace(" --stack ", " ")} in ${cloudName[cloud]}`);

export const policyOf = ({ file, settings }: Environment): Policy => ({
  stack: file.stack,
  limits: settings.guard,
  migrates: settings.migrations !== undefined,
  normal: Object.fromEntries(
    settings.services.map(({ name, instances }) => [
      name,
      boundsAt({ capacity: "full", minimum: undefined }, instances).min,
    ]),
  ),
});

/** @throws Failure where no update has come to its end. */
export function addressesOf({ file: { stack } }: Environment, deployment: Deployment | undefined): Outputs {
  const outputs = outputsOf(deployment);
  if (outputs !== undefined) return outputs;
  throw failed({
    where: stack,
    wrong: "there is no environment that could have traffic",
    found: "no update that came to its end",
    allowed: "an environment that is up",
    change: `npx promenade up --stack ${stack}`,
  });
}
