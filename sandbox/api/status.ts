import type { CloudResource } from "../cloud";
import { lastSegment, properties, tagsOf, TYPES } from "../runtime/properties";
import type { ApiContext } from "./handler";

export interface SandboxStatus {
  readonly pid: number;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  /** When it stops by itself unless something is asked of it before. */
  readonly idleStopAt: string;
  readonly environments: readonly EnvironmentStatus[];
  /** How many records there are of each type token. */
  readonly resources: Readonly<Record<string, number>>;
}

export interface EnvironmentStatus {
  readonly name: string;
  readonly urls: readonly string[];
  readonly services: readonly ServiceStatus[];
}

export interface ServiceStatus {
  readonly name: string;
  /** Undefined where the record carries no such tag. */
  readonly slot: string | undefined;
  readonly service: string | undefined;
  readonly desired: number;
  readonly healthy: number;
  readonly taskDefinition: string | undefined;
  readonly rolloutState: string | undefined;
  readonly tasks: readonly TaskState[];
}

export interface TaskState {
  readonly id: string;
  readonly status: string;
  readonly healthy: boolean;
  readonly port: number;
  readonly startedAt: string | undefined;
  readonly stoppedReason: string | undefined;
}

/** What the local cloud holds and runs, by environment. */
export function environmentsOf(context: ApiContext): readonly EnvironmentStatus[] {
  const balancers = context.cloud.list(TYPES.balancer);
  const services = context.cloud.list(TYPES.service);
  const names = [...new Set([...balancers, ...services].map(environmentOf))].sort();
  return names.map((name) => ({
    name,
    urls: balancers
      .filter((each) => environmentOf(each) === name)
      .map((each) => `http://${properties<{ dnsName: string }>(each).dnsName ?? ""}`),
    services: services.filter((each) => environmentOf(each) === name).map((each) => serviceStatus(context, each)),
  }));
}

export function countByType({ cloud }: ApiContext): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { type } of cloud.list()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
}

/** From the tag `env`, whose value is `env/<environment>`. */
const environmentOf = (record: CloudResource): string => lastSegment(tagsOf(record)["env"] ?? "other");

function serviceStatus({ services }: ApiContext, record: CloudResource): ServiceStatus {
  const running = services.get(record.id);
  const { name = record.id, desiredCount = 0 } = properties<{ name: string; desiredCount: number }>(record);
  const tags = tagsOf(record);
  const tasks = (running?.tasks ?? []).map((task) => ({
    id: task.id,
    status: task.status,
    healthy: running?.isHealthy(task) ?? false,
    port: task.port,
    startedAt: task.startedAt?.toISOString(),
    stoppedReason: task.stoppedReason,
  }));
  return {
    name,
    slot: tags["promenade:slot"],
    service: tags["promenade:service"],
    desired: desiredCount,
    healthy: tasks.filter(({ healthy }) => healthy).length,
    taskDefinition: running?.primary?.definition.arn,
    rolloutState: running?.primary?.rolloutState,
    tasks,
  };
}
