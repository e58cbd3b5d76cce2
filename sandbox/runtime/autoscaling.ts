import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { properties, TYPES } from "./properties";

interface ScalableTarget {
  /** `service/<cluster>/<service>` */
  readonly resourceId: string;
  readonly serviceNamespace: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
}

/** Bounds of autoscaling: a service outside them is moved to the nearer one, and nobody waits for its tasks. */
export class ScalableTargets implements Effect {
  constructor(
    private readonly cloud: Cloud,
    private readonly services: Effect,
  ) {}

  async apply(resource: CloudResource, signal: AbortSignal): Promise<Properties> {
    const {
      resourceId = "",
      serviceNamespace,
      minCapacity = 0,
      maxCapacity = 0,
    } = properties<ScalableTarget>(resource);
    const service = this.cloud.list(TYPES.service).find(({ id }) => id.endsWith(`:${resourceId}`));
    if (serviceNamespace !== "ecs" || !service) return {};
    const { desiredCount = 0 } = properties<{ desiredCount: number }>(service);
    const bounded = Math.min(maxCapacity, Math.max(minCapacity, desiredCount));
    if (bounded !== desiredCount)
      await updateService(this.cloud, this.services, service, { desiredCount: bounded }, signal);
    return {};
  }

  async remove(): Promise<void> {
    // The service keeps the count it has.
  }
}

/** Changes a service as the ECS API does: the record first, its tasks in their own time. */
export async function updateService(
  cloud: Cloud,
  services: Effect,
  service: CloudResource,
  changes: { readonly desiredCount?: number; readonly taskDefinition?: string; readonly forceNewDeployment?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { forceNewDeployment = false, ...kept } = changes;
  const changed: CloudResource = {
    ...service,
    inputs: { ...service.inputs, ...kept },
    outputs: { ...service.outputs, ...kept },
  };
  await cloud.put(changed);
  const once = { waitForSteadyState: false, forceNewDeployment };
  await services.apply({ ...changed, outputs: { ...changed.outputs, ...once } }, signal);
}
