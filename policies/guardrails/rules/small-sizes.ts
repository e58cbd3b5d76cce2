import { property } from "../requirement";
import type { ResourceRule } from "../rule";
import { belowStage } from "../tier";

interface Config {
  readonly databaseClasses: readonly string[];
  readonly cacheNodeTypes: readonly string[];
  readonly taskCpu: readonly string[];
  readonly taskMemory: readonly string[];
}

const usual: Config = {
  databaseClasses: ["db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"],
  cacheNodeTypes: ["cache.t3.micro", "cache.t3.small", "cache.t4g.micro", "cache.t4g.small"],
  taskCpu: ["256", "512"],
  taskMemory: ["512", "1024", "2048"],
};

/** Which list a type's property has to be on. */
const sized: readonly (readonly [type: string, property: string, list: keyof Config])[] = [
  ["aws:ecs/taskDefinition:TaskDefinition", "cpu", "taskCpu"],
  ["aws:ecs/taskDefinition:TaskDefinition", "memory", "taskMemory"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeType", "cacheNodeTypes"],
  ["aws:rds/instance:Instance", "instanceClass", "databaseClasses"],
];

const texts = (key: keyof Config, description: string) => ({
  [key]: { type: "array" as const, items: { type: "string" as const }, default: [...usual[key]], description },
});

export const smallSizes: ResourceRule<Config> = {
  name: "small-sizes",
  description: "Environments that may rest are made of small parts.",
  area: "Cost and place",
  severity: "low",
  tiers: belowStage,
  mandatoryIn: belowStage,
  config: {
    properties: {
      ...texts("databaseClasses", "Instance classes of databases."),
      ...texts("cacheNodeTypes", "Node types of caches."),
      ...texts("taskCpu", "CPU units of a task."),
      ...texts("taskMemory", "Memory of a task, in MiB."),
    },
    defaults: usual,
  },
  types: sized.map(([type]) => type),
  judge: (resource) =>
    sized
      .filter(([type]) => type === resource.type)
      .map(([, path, key]) => {
        const allowed = resource.config[key];
        return property(resource, path, {
          holds: (size) => allowed.includes(String(size)),
          required: allowed.join(", "),
          change: `choose one of them for ${path}`,
        });
      }),
};
