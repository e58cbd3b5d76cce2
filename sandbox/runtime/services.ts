import { join } from "node:path";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import type { SandboxFiles } from "../files";
import { CompletedDeployments } from "./deployment";
import type { EnvironmentFaults } from "./environment-faults";
import { LogFile } from "./log-file";
import { lastSegment, properties, tagsOf } from "./properties";
import { RunningService, type ServiceSettings } from "./running-service";
import { findTaskDefinition, type TaskDefinition } from "./task-definition";
import type { Targets } from "./targets";

interface ServiceProperties {
  readonly name: string;
  readonly desiredCount: number;
  readonly taskDefinition: string;
  readonly loadBalancers: readonly { readonly targetGroupArn?: string }[];
  readonly deploymentMinimumHealthyPercent: number;
  readonly deploymentMaximumPercent: number;
  readonly deploymentCircuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly healthCheckGracePeriodSeconds: number;
  readonly forceNewDeployment: boolean;
  readonly waitForSteadyState: boolean;
}

/** How long (ms) a change waits for its service to be steady. */
const STEADY_TIMEOUT = 5 * 60_000;
/** Grace periods are shortened as health checks are. */
const PACE = 20;

/** ECS services: each record is kept running as processes of the sample app. */
export class Services implements Effect {
  private readonly running = new Map<string, RunningService>();
  private readonly completed: CompletedDeployments;

  constructor(
    private readonly cloud: Cloud,
    private readonly targets: Targets,
    private readonly files: SandboxFiles,
    private readonly authorityFile: string,
    private readonly faults?: EnvironmentFaults,
  ) {
    faults?.faults.onChange(() => this.running.forEach((service) => service.heed()));
    this.completed = new CompletedDeployments(files.deployments);
  }

  get(id: string): RunningService | undefined {
    return this.running.get(id);
  }

  async apply(resource: CloudResource, signal: AbortSignal): Promise<Properties> {
    const declared = properties<ServiceProperties>(resource);
    const settings = settingsOf(declared);
    const service = this.running.get(resource.id);
    if (service) {
      const definition = this.definitionOf(declared.taskDefinition);
      const same =
        service.primary?.definition.arn === definition.arn &&
        service.settings.targetGroups.join() === settings.targetGroups.join();
      service.configure(settings);
      if (!same || declared.forceNewDeployment) service.deploy(definition);
    } else {
      this.start(resource, settings, declared.taskDefinition);
    }
    if (declared.waitForSteadyState) await this.running.get(resource.id)?.steady(signal, STEADY_TIMEOUT);
    return {};
  }

  async remove({ id }: CloudResource): Promise<void> {
    const service = this.running.get(id);
    this.running.delete(id);
    await service?.close();
    this.completed.forget(id);
  }

  /** Replaces the tasks of a service by new ones of the same definition: they read their secrets anew. */
  redeploy(id: string): void {
    const service = this.running.get(id);
    if (service?.primary) service.deploy(service.primary.definition);
  }

  async close(graceMs: number): Promise<void> {
    const services = [...this.running.values()];
    this.running.clear();
    await Promise.all(services.map((service) => service.close(graceMs)));
  }

  private start(resource: CloudResource, settings: ServiceSettings, reference: string | undefined): void {
    const definition = this.definitionOf(reference);
    const service = new RunningService(settings, {
      arn: resource.id,
      cloud: this.cloud,
      targets: this.targets,
      completed: this.completed,
      authorityFile: this.authorityFile,
      isDead: () => this.faults?.isDead(this.cloud.get(resource.type, resource.id) ?? resource) ?? false,
      log: new LogFile(logPath(this.files.logs, resource, settings.name)),
      onRollback: (good) => void this.recordRollback(resource, good),
    });
    this.running.set(resource.id, service);
    service.deploy(definition, { resumed: this.completed.load(resource.id) === definition.arn });
  }

  private definitionOf(reference = ""): TaskDefinition {
    const found = findTaskDefinition(this.cloud, reference);
    if (!found) throw new Error(`ClientException: Unable to describe task definition: ${reference}`);
    return found;
  }

  /** The rollback is a change of the service itself: whoever reads it sees the old definition. */
  private async recordRollback({ type, id, region }: CloudResource, { arn }: TaskDefinition): Promise<void> {
    const current = this.cloud.get(type, id, region);
    if (!current) return;
    const changed = { taskDefinition: arn };
    await this.cloud.put({
      ...current,
      inputs: { ...current.inputs, ...changed },
      outputs: { ...current.outputs, ...changed },
    });
  }
}

function settingsOf(declared: Partial<ServiceProperties>): ServiceSettings {
  const { name = "", desiredCount = 0, loadBalancers = [], deploymentCircuitBreaker } = declared;
  return {
    name,
    desired: desiredCount,
    minimumHealthyPercent: declared.deploymentMinimumHealthyPercent ?? 100,
    maximumPercent: declared.deploymentMaximumPercent ?? 200,
    targetGroups: loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
    circuitBreaker: deploymentCircuitBreaker ?? { enable: false, rollback: false },
    grace: ((declared.healthCheckGracePeriodSeconds ?? 0) * 1000) / PACE,
  };
}

/** `<logs>/<environment>/<slot>-<service>.log`, or under the service's own name where it carries no such tags. */
function logPath(logs: string, resource: CloudResource, name: string): string {
  const tags = tagsOf(resource);
  const environment = lastSegment(tags["env"] ?? "env/other");
  const parts = [tags["promenade:slot"], tags["promenade:service"]].filter((part) => part !== undefined);
  const file = (parts.length > 0 ? parts.join("-") : name).replace(/[^\w.-]+/g, "-");
  return join(logs, environment.replace(/[^\w.-]+/g, "-"), `${file}.log`);
}
