import type { Resources } from "../core/cost/resource";
import type { Outputs } from "../core/outputs";
import { readRecord, type Recorded } from "../core/record";
import type { Deployment } from "./ports/pulumi";

/** What a stack's state says of traffic and slots; undefined while it holds neither. */
export function recordOf(deployment: Deployment | undefined): Recorded | undefined {
  const resources = deployment?.deployment.resources ?? [];
  return readRecord(resources.map(({ type, outputs = {} }) => ({ type, outputs })));
}

/** The stack's outputs; undefined until an update has completed. */
export function outputsOf(deployment: Deployment | undefined): Outputs | undefined {
  const stack = deployment?.deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  const outputs = stack?.outputs as Partial<Outputs> | undefined;
  return outputs?.services === undefined ? undefined : (outputs as Outputs);
}

/** The stack's resources, each by the last part of its URN. */
export const resourcesOf = (deployment: Deployment | undefined): Resources =>
  (deployment?.deployment.resources ?? []).map(({ urn, type, inputs = {}, outputs = {} }) => ({
    ...{ type, inputs, outputs },
    name: urn.slice(urn.lastIndexOf("::") + 2),
  }));
