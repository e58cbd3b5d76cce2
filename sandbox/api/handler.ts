import type { Cloud } from "../cloud";
import type { Records } from "../provider/records";
import type { Alarms } from "../runtime/alarms";
import type { EnvironmentFaults } from "../runtime/environment-faults";
import type { MetricStore } from "../runtime/metric-store";
import type { Rotations } from "../runtime/rotations";
import type { Databases } from "../runtime/database";
import type { Functions } from "../runtime/functions";
import type { OneOffTasks } from "../runtime/one-off-tasks";
import type { Services } from "../runtime/services";
import type { Targets } from "../runtime/targets";

/** What the API's calls act on. */
export interface ApiContext {
  readonly cloud: Cloud;
  /** Makes and changes records as the provider does; there once the providers serve. */
  readonly records: () => Records;
  readonly databases: Databases;
  readonly services: Services;
  readonly oneOffTasks: OneOffTasks;
  readonly functions: Functions;
  readonly rotations: Rotations;
  readonly targets: Targets;
  readonly metrics: MetricStore;
  readonly alarms: Alarms;
  readonly faults: EnvironmentFaults;
  /** CloudFormation's names of the types that the local cloud models, with Pulumi's. */
  readonly cloudControlTypes: ReadonlyMap<string, string>;
}

/** Answers one action. `input` is as the caller sent it; throws an AwsError when it is refused. */
export type Handler = (input: never, context: ApiContext) => object | Promise<object>;

/** The modelled actions of one AWS service. */
export type Handlers = Readonly<Record<string, Handler>>;
