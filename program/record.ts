import * as pulumi from "@pulumi/pulumi";
import { readRecord, type StateResource } from "../core/record";

interface StackResources {
  readonly outputs: Readonly<Record<string, StateResource["outputs"]>>;
}

/**
 * The revision that Pulumi's own state records; undefined for an empty stack. Read by the engine's own
 * invoke: a StackReference to the own stack would make every later refresh report a change.
 */
export async function recordedRevision(): Promise<number | undefined> {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
    stackName: stack,
  })) as StackResources;
  const resources = Object.entries(outputs).map(([urn, properties]) => ({ type: typeOf(urn), outputs: properties }));
  return readRecord(resources)?.revision;
}

/** `urn:pulumi:stack::project::parent$type::name`: the last type of the chain is the resource's own. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
