import { environmentOf, isPullRequest } from "../core/flow";
import { InvalidInput } from "../core/problem";
import { tiers, tierSizes, type Tier } from "../core/tiers";
import { operationFailure } from "./bring-up";
import type { Context } from "./context";
import { resourceChanges, type ResourceChanges } from "./events";
import { exitCodes, refused } from "./failure";
import { forgetEvidence } from "./ports/evidence/open";
import { protectedIn, stillProtected } from "./protection";
import { withSession } from "./session";
import { flowOf, readStackFile, stacksWithFile, type StackFile } from "./stack-file";
import { cloudName, cloudOf } from "./workspace";

/** `destroy`: settings may be wrong, for what they made is in the state; the stack must be named. */
export async function tearDown(context: Context, confirmed: string | undefined): Promise<number> {
  const { checkout, options, output } = context;
  if (options.stack === undefined) throw new InvalidInput([unnamed(checkout)]);
  const file = readStackFile(checkout, options.stack);
  const { stack } = file;
  const report = await takeDown(context, file, confirmed);
  output.result(report, () =>
    report.resources.delete === 0
      ? `${stack}: there was nothing to destroy`
      : `${stack}: ${report.resources.delete} resources destroyed`,
  );
  return exitCodes.done;
}

/** What `destroy --json` prints. */
export interface DestroyReport {
  readonly stack: string;
  readonly cloud: string;
  readonly result: "destroyed";
  readonly resources: ResourceChanges;
}

/** Destroys an environment; a pull request's leaves no stack behind, either. */
export async function takeDown(context: Context, file: StackFile, confirmed?: string): Promise<DestroyReport> {
  const { checkout, output } = context;
  const { stack } = file;
  const cloud = cloudOf(context, file);
  const tier = tierOf(file);
  const guarded = tier !== undefined && tierSizes[tier].protected;
  if (guarded && confirmed !== stack) throw refused(unconfirmed(stack, confirmed));
  output.say(`destroy ${stack} in ${cloudName[cloud]}`);

  const resources = await withSession(context, "destroy", file, cloud, async ({ workspace, deployment, operate }) => {
    // A new environment of that name is not to go on with what the old one was at.
    const forget = async (): Promise<void> => {
      if (isPullRequest(stack)) {
        if (deployment !== undefined) await workspace.pulumi.remove(stack);
        workspace.project?.erase(stack);
      }
      if (!guarded) forgetEvidence(context, { cloud, stack });
    };
    const nothing = (deployment?.deployment.resources ?? []).length === 0;
    if (nothing) {
      await forget();
      return resourceChanges([]);
    }
    const held = protectedIn(deployment);
    if (held.length > 0) throw refused(stillProtected(stack, held));
    const guests = guestsOf(stack, checkout, await workspace.pulumi.stacks());
    if (guests.length > 0) throw refused(inUse(stack, guests));
    const operated = await operate("destroy", []);
    if (operated.exitCode !== 0) throw operationFailure("destroy", stack, operated);
    workspace.project?.forget(stack);
    await forget();
    return resourceChanges(operated.events);
  });
  return { stack, cloud, result: "destroyed", resources };
}

function tierOf(file: StackFile): Tier | undefined {
  const own = file.config["promenade:tier"];
  return tiers.find((tier) => tier === own) ?? environmentOf(flowOf(file), file.stack)?.tier;
}

/** Stacks that share the network and the load balancer of this one. */
const guestsOf = (stack: string, checkout: string, stacks: readonly string[]): readonly string[] =>
  stacks
    .filter(isPullRequest)
    .filter((guest) => environmentOf(flowOf(readStackFile(checkout, guest)), guest)?.guest?.host === stack);

const inUse = (stack: string, guests: readonly string[]) => ({
  where: stack,
  wrong: "others share its network and its load balancer",
  found: guests.join(", "),
  allowed: "to destroy a host without guests",
  change: `destroy them first: npx promenade destroy --stack ${guests[0]}`,
});

const unnamed = (checkout: string) => ({
  where: "--stack",
  wrong: "missing: destroy takes no default",
  found: "nothing",
  allowed: stacksWithFile(checkout).join(", "),
  change: "name the stack to destroy: --stack dev",
});

const unconfirmed = (stack: string, confirmed: string | undefined) => ({
  where: "--confirm",
  wrong: `${stack} is kept for others: destroying it takes two steps, and has to be confirmed`,
  found: confirmed ?? "nothing",
  allowed: stack,
  change:
    `if you are sure: set promenade:retiring: true in Pulumi.${stack}.yaml and run npx promenade up --stack ${stack}; ` +
    `then npx promenade destroy --stack ${stack} --confirm ${stack}`,
});
