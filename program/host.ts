import * as pulumi from "@pulumi/pulumi";
import type { Outputs, SharedOutputs } from "../core/outputs";
import { formatProblem } from "../core/problem";
import type { Settings } from "../core/settings";

/**
 * What a guest shares with its host; undefined for everybody else. Read by the engine's own invoke: a StackReference
 * would stand in the guest's state, and every change of the host's outputs would be drift of the guest's.
 *
 * @throws pulumi.RunError when the host is not up.
 */
export async function hostOf({ environment: { guest } }: Settings): Promise<SharedOutputs | undefined> {
  if (guest === undefined) return undefined;
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${guest.host}`;
  const { shared } = await outputsOf(name);
  if (shared === undefined) throw new pulumi.RunError(notUp(guest.host));
  return shared;
}

async function outputsOf(name: string): Promise<Partial<Outputs>> {
  try {
    const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
      readonly outputs: Partial<Outputs>;
    };
    return outputs;
  } catch (error) {
    if (/unknown stack/.test(String(error))) return {};
    throw error;
  }
}

const notUp = (host: string): string =>
  formatProblem({
    where: "host",
    wrong: `${host} is not up, whose network and load balancer this environment shares`,
    found: `no outputs of ${host} that name them`,
    allowed: `a stack ${host} that has been brought up`,
    change: `npx promenade up --stack ${host}, then this again`,
  });
