import { setTimeout as pause } from "node:timers/promises";
import {
  adopt,
  findIn,
  interrupted,
  knownByName,
  listing,
  type Found,
  type RecoverableResource,
} from "../core/recovery";
import type { Context } from "./context";
import { failed } from "./failure";
import { errors } from "./events";
import { CloudControl } from "./ports/cloud-control";
import type { Deployment, Operate } from "./ports/pulumi";
import type { StackFile } from "./stack-file";
import type { Workspace } from "./workspace";

interface Repair {
  readonly context: Context;
  readonly workspace: Workspace;
  readonly file: StackFile;
  readonly operate: Operate;
}

/** A request that was on its way when the crash came has arrived by then, or never will. */
const arrivalMs = 2000;

/**
 * Finishes the record that a crash has left unfinished: what was being created is looked for in the cloud and adopted,
 * or dropped where it never came to be; then everything is read afresh. Returns the state as it then is.
 */
export async function repair({ context, workspace, file, operate }: Repair, state: Deployment): Promise<Deployment> {
  const operations = interrupted(state);
  if (operations.length === 0) return state;
  const { pulumi, endpoint } = workspace;
  const { output } = context;
  output.say(`Repairing the state: ${operations.length} operations were interrupted`);

  const creating = operations.filter(({ type }) => type === "creating").map(({ resource }) => resource);
  const found = await look(new CloudControl(endpoint), String(file.config["aws:region"]), creating);
  await pulumi.import(file.stack, adopt(state, found));
  const { exitCode, events } = await operate("refresh", []);
  if (exitCode !== 0) {
    throw failed({
      where: file.stack,
      wrong: "the state could not be repaired after an interruption",
      found: errors(events)[0] ?? "no reason given",
      allowed: "a cloud that can be read",
      change: "mend what it names and run the same command again; nothing is lost",
    });
  }
  const repaired = (await pulumi.export(file.stack)) ?? state;
  const kept = new Set(repaired.deployment.resources?.map(({ urn }) => urn));
  const adopted = found.filter(({ urn }) => kept.has(urn));
  for (const { urn, id } of adopted) output.say(`  ${nameOf(urn)} had been created and is adopted: ${id}`);
  return repaired;
}

async function look(
  cloud: CloudControl,
  stackRegion: string,
  creating: readonly RecoverableResource[],
): Promise<readonly Found[]> {
  const attempt = async (resource: RecoverableResource): Promise<readonly Found[]> => {
    const request = listing(resource);
    if (request === undefined) return [knownByName(resource) ?? []].flat();
    // A few resources live elsewhere, as AWS asks: certificates of a CDN, say.
    const region = typeof resource.inputs?.region === "string" ? resource.inputs.region : stackRegion;
    return [findIn(resource, await cloud.list(request.cloudType, request.model, region)) ?? []].flat();
  };
  const found = (await Promise.all(creating.map(attempt))).flat();
  const missing = creating.filter((one) => listing(one) !== undefined && !found.some(({ urn }) => urn === one.urn));
  if (missing.length === 0) return found;
  await pause(arrivalMs);
  return [...found, ...(await Promise.all(missing.map(attempt))).flat()];
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
