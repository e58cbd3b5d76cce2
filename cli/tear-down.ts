import { environmentOf } from "../core/flow";
import { InvalidInput } from "../core/problem";
import { operationFailure } from "./bring-up";
import type { Context } from "./context";
import { resourceChanges } from "./events";
import { exitCodes, refused } from "./failure";
import { withSession } from "./session";
import { flowOf, readStackFile, stacksWithFile } from "./stack-file";
import { cloudName, cloudOf } from "./workspace";

/** `destroy`: settings may be wrong, for what they made is in the state; the stack must be named. */
export async function tearDown(context: Context, confirmed: string | undefined): Promise<number> {
  const { checkout, options, output } = context;
  if (options.stack === undefined) throw new InvalidInput([unnamed(checkout)]);
  const file = readStackFile(checkout, options.stack);
  const cloud = cloudOf(context, file);
  const { stack } = file;
  const tier = file.config["promenade:tier"] ?? environmentOf(flowOf(file), stack)?.tier;
  if (tier === "prod" && confirmed !== stack) throw refused(unconfirmed(stack, confirmed));
  output.say(`destroy ${stack} in ${cloudName[cloud]}`);

  const resources = await withSession(context, "destroy", file, cloud, async ({ workspace, deployment, operate }) => {
    const nothing = (deployment?.deployment.resources ?? []).length === 0;
    if (nothing) return resourceChanges([]);
    const operated = await operate("destroy", []);
    if (operated.exitCode !== 0) throw operationFailure("destroy", stack, operated);
    workspace.project?.forget(stack);
    return resourceChanges(operated.events);
  });
  output.result({ stack, cloud, result: "destroyed", resources }, () =>
    resources.delete === 0
      ? `${stack}: there was nothing to destroy`
      : `${stack}: ${resources.delete} resources destroyed`,
  );
  return exitCodes.done;
}

const unnamed = (checkout: string) => ({
  where: "--stack",
  wrong: "missing: destroy takes no default",
  found: "nothing",
  allowed: stacksWithFile(checkout).join(", "),
  change: "name the stack to destroy: --stack dev",
});

const unconfirmed = (stack: string, confirmed: string | undefined) => ({
  where: "--confirm",
  wrong: `${stack} holds real data: destroying it has to be confirmed`,
  found: confirmed ?? "nothing",
  allowed: stack,
  change: `if you are sure: npx promenade destroy --stack ${stack} --confirm ${stack}`,
});
