import { recordTags } from "../../tags";
import { runningShare } from "../../off-hours";
import type { Estimators } from "../estimator";
import type { Architecture } from "../prices";
import { mapAt, numberAt, ofType, tagOf, textAt, type Resource } from "../resource";
import type { Line, World } from "../world";

const service = "aws:ecs/service:Service";
const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";

export const compute: Estimators = {
  [service]: (resource, world) =>
    leads(resource, world)
      ? steady(tasks("tasks", resource, world, normalCount(resource, world) * hoursOn(resource, world)))
      : tasks("fallback and standby after releases", resource, world, idleHours(resource, world)),
};

/** Of two slots one runs and the other waits; as both are of one size, it does not matter which is which. */
function leads(resource: Resource, { resources }: World): boolean {
  const name = tagOf(resource, recordTags.service);
  const others = ofType(resources, service).filter(
    (other) => other.name !== resource.name && name !== undefined && tagOf(other, recordTags.service) === name,
  );
  const count = ({ inputs }: Resource): number => numberAt(inputs, "desiredCount", 0);
  return others.every(
    (other) => count(resource) > count(other) || (count(resource) === count(other) && resource.name < other.name),
  );
}

const normalCount = (resource: Resource, { scale }: World): number =>
  scale.instances[tagOf(resource, recordTags.service) ?? ""] ?? numberAt(resource.inputs, "desiredCount", 1);

/** Task hours of the slot that waits: all of it at first, one task until the slot may be retired. */
function idleHours(resource: Resource, world: World): number {
  const { releasesAMonth, fallbackHours, standbyHours, hoursAMonth } = world.assumptions;
  const hours = releasesAMonth * (fallbackHours * normalCount(resource, world) + standbyHours);
  return Math.min(hours, hoursAMonth * normalCount(resource, world));
}

/** Hours in which autoscaling's schedule, if there is one, lets it run. */
function hoursOn({ inputs }: Resource, { resources, assumptions }: World): number {
  const own = ofType(resources, "aws:appautoscaling/scheduledAction:ScheduledAction").filter((action) =>
    textAt(action.inputs, "resourceId").endsWith(`/${textAt(inputs, "name")}`),
  );
  const rests = (action: Resource): boolean =>
    numberAt(mapAt(action.inputs, "scalableTargetAction"), "maxCapacity", 1) === 0;
  const schedule = (action: Resource | undefined): string => textAt(action?.inputs ?? {}, "schedule");
  const stop = schedule(own.find(rests));
  const start = schedule(own.find((action) => textAt(action.inputs, "schedule") !== stop));
  return assumptions.hoursAMonth * runningShare({ stop, start });
}

function tasks(what: string, resource: Resource, { resources, prices }: World, hours: number): readonly Line[] {
  const { cpu, memory, architecture } = sizeOf(resource, resources);
  const { vcpuHour, gigabyteHour } = prices.fargate[architecture];
  return [
    { what: `${what}, CPU`, unit: "vCPU hours", quantity: (hours * cpu) / 1024, price: vcpuHour },
    { what: `${what}, memory`, unit: "GB hours", quantity: (hours * memory) / 1024, price: gigabyteHour },
  ];
}

const steady = (lines: readonly Line[]): readonly Line[] => lines.map((line) => ({ ...line, commitment: "tasks" }));

/** By tags, because a preview does not know the definition's ARN yet. */
function sizeOf(resource: Resource, resources: World["resources"]) {
  const same = (key: string) => (other: Resource) => tagOf(other, key) === tagOf(resource, key);
  const definition = ofType(resources, taskDefinition).filter(same(recordTags.slot)).find(same(recordTags.service));
  const inputs = definition?.inputs ?? {};
  const architecture: Architecture =
    textAt(mapAt(inputs, "runtimePlatform"), "cpuArchitecture") === "ARM64" ? "ARM64" : "X86_64";
  return { cpu: numberAt(inputs, "cpu", 256), memory: numberAt(inputs, "memory", 512), architecture };
}
