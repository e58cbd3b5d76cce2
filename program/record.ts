import * as pulumi from "@pulumi/pulumi";
import { readRecord, type Recorded, type StateResource } from "../core/record";

interface StackResources {
  /** By URN. */
  readonly outputs: Readonly<Record<string, StateResource>>;
}

/**
 * What Pulumi's own state records; undefined for an empty stack. Read by the engine's own
 * invoke: a StackReference to the own stack would make every later refresh report a change.
 */
export async function recorded(): Promise<Recorded | undefined> {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
    stackName: stack,
  })) as StackResources;
  return readRecord(Object.values(outputs));
}
