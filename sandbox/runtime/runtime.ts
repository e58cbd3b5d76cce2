import type { Cloud } from "../cloud";
import { applyEffect, type Effects } from "../effects";
import { messageOf } from "../failure";
import type { SandboxFiles } from "../files";
import { Alarms } from "./alarms";
import { ScalableTargets } from "./autoscaling";
import { Caches } from "./cache";
import { createCertificates } from "./certificates";
import { Databases } from "./database";
import { Entrances } from "./entrances";
import { EnvironmentFaults } from "./environment-faults";
import { Faults } from "./faults";
import { Functions, Invocations } from "./functions";
import { HostCounts } from "./host-counts";
import { MetricStore } from "./metric-store";
import { Metrics } from "./metrics";
import { OneOffTasks } from "./one-off-tasks";
import { properties, TYPES } from "./properties";
import { Rotations } from "./rotations";
import { Services } from "./services";
import { StateLocks } from "./state-locks";
import { Targets } from "./targets";

/** How long (ms) tasks get to become healthy before the local cloud calls itself ready without them. */
const WARM_UP = 20_000;
/** How long (ms) requests and tasks under way get to end when it stops. */
const GRACE = 3000;

export interface RuntimeOptions {
  readonly cloud: Cloud;
  readonly files: SandboxFiles;
  /** Told of every request to a load balancer. */
  readonly onRequest: () => void;
  /** Where functions find the API, and what lets them in; asked when one is called. */
  readonly api: () => { readonly endpoint: string; readonly token: string };
  readonly log: (line: string) => void;
}

/** The part of the local cloud that is alive: servers and processes behind the records. */
export class Runtime {
  readonly effects: Effects;
  readonly alarms: Alarms;
  private readonly hostCounts: HostCounts;
  private readonly stateLocks: StateLocks;

  private constructor(
    private readonly options: RuntimeOptions,
    readonly targets: Targets,
    readonly metrics: Metrics,
    readonly services: Services,
    readonly oneOffTasks: OneOffTasks,
    readonly rotations: Rotations,
    readonly databases: Databases,
    private readonly caches: Caches,
    private readonly entrances: Entrances,
    readonly functions: Functions,
    readonly faults: EnvironmentFaults,
  ) {
    this.stateLocks = new StateLocks(options.files.stateLocks, faults.faults);
    this.alarms = new Alarms(options.cloud, metrics.store);
    this.hostCounts = new HostCounts(options.cloud, targets, metrics);
    this.effects = {
      [TYPES.database]: databases,
      [TYPES.cache]: caches,
      ...entrances.effects,
      [TYPES.service]: services,
      [TYPES.scalableTarget]: new ScalableTargets(options.cloud, services),
      [TYPES.function]: functions,
      [TYPES.invocation]: new Invocations(functions),
      [TYPES.secretRotation]: rotations,
    };
  }

  static async create(options: RuntimeOptions): Promise<Runtime> {
    const { cloud, files } = options;
    const certificates = await createCertificates(files.certificates);
    const faults = new EnvironmentFaults(cloud, new Faults(files.faults));
    const targets = new Targets(cloud, faults);
    const metrics = new Metrics(new MetricStore(Date.now, (metric) => faults.hides(metric)));
    const { authorityFile } = certificates;
    const functions = new Functions(cloud, files, () => ({ ...options.api(), authorityFile }));
    return new Runtime(
      options,
      targets,
      metrics,
      new Services(cloud, targets, files, authorityFile, faults),
      new OneOffTasks(cloud, files, authorityFile),
      new Rotations(cloud, functions, options.log),
      new Databases(cloud, files, certificates),
      new Caches(certificates),
      new Entrances(cloud, targets, metrics, options.onRequest, faults),
      functions,
      faults,
    );
  }

  /**
   * Brings back what the records stand for: first what services need, then the services, each with its tasks healthy
   * where that can be had in time. Throws when an address cannot be had again.
   */
  async revive(signal: AbortSignal): Promise<void> {
    const { cloud, log } = this.options;
    for (const type of [TYPES.database, TYPES.cache, ...Object.keys(this.entrances.effects)]) {
      await Promise.all(cloud.list(type).map((record) => applyEffect(cloud, this.effects, record, signal)));
    }
    const started = cloud.list(TYPES.service).map(async (record) => {
      const { name = record.id } = properties<{ name: string }>(record);
      try {
        const atOnce = { waitForSteadyState: false, forceNewDeployment: false };
        await this.services.apply({ ...record, outputs: { ...record.outputs, ...atOnce } }, signal);
        await this.services.get(record.id)?.steady(signal, WARM_UP);
      } catch (error) {
        log(`service ${name} did not come back: ${messageOf(error)}`);
      }
    });
    await Promise.all(started);
  }

  /** Ends everything, what depends on something else before that. Records stay as they are. */
  async close(): Promise<void> {
    await this.entrances.close(GRACE);
    await this.services.close(GRACE);
    await this.oneOffTasks.close(GRACE);
    await this.rotations.close();
    this.hostCounts.close();
    this.stateLocks.close();
    this.faults.faults.close();
    this.targets.close();
    await Promise.all([this.databases.close(), this.caches.close()]);
  }
}
