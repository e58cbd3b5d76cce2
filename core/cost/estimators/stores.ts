import { runningShare } from "../../off-hours";
import type { Estimators } from "../estimator";
import { everywhere, nodeMemory } from "../prices";
import { listAt, mapAt, numberAt, ofType, textAt, type Resource } from "../resource";
import { daysAMonth, type Line, type World } from "../world";

const database = "aws:rds/instance:Instance";

export const stores: Estimators = {
  [database]: (resource, world) => {
    const { inputs } = resource;
    const { prices, assumptions } = world;
    const copies = inputs.multiAz === true ? 2 : 1;
    const storage = numberAt(inputs, "allocatedStorage", 20);
    const kind = textAt(inputs, "instanceClass");
    return [
      {
        what: `${kind}${copies === 2 ? " with a standby" : ""}`,
        unit: "hours",
        quantity: copies * assumptions.hoursAMonth * databaseShare(resource, world),
        price: prices.database.classHour[kind],
        commitment: "database",
      },
      { what: "storage", unit: "GB months", quantity: copies * storage, price: prices.database.storage },
      {
        what: "backups beyond the storage's own size, which are free",
        unit: "GB months",
        quantity: Math.max(0, kept(storage, 1, numberAt(inputs, "backupRetentionPeriod", 0), world) - storage),
        price: prices.database.backup,
      },
      // RDS keeps it in Secrets Manager, outside the stack.
      ...(inputs.manageMasterUserPassword === true
        ? [{ what: "the master user's secret", unit: "months", quantity: 1, price: everywhere.secret }]
        : []),
      ...monitoring(inputs, world),
      ...insights(inputs, kind, copies, world),
    ];
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": ({ inputs }, { prices, assumptions }) => {
    const kind = textAt(inputs, "nodeType");
    const shards = numberAt(inputs, "numNodeGroups", 1);
    const nodes =
      inputs.numNodeGroups === undefined
        ? numberAt(inputs, "numCacheClusters", 1)
        : shards * (1 + numberAt(inputs, "replicasPerNodeGroup", 0));
    const snapshots = Math.max(0, numberAt(inputs, "snapshotRetentionLimit", 0) - 1);
    const filled = ((nodeMemory[kind] ?? 0) * shards * assumptions.cacheFillPercent) / 100;
    return [
      {
        what: `${nodes} × ${kind}`,
        unit: "hours",
        quantity: nodes * assumptions.hoursAMonth,
        price: prices.cache.nodeHour[kind],
        commitment: "cache",
      },
      {
        what: "snapshots beyond the first, which is free",
        unit: "GB months",
        quantity: snapshots * filled,
        price: prices.cache.backup,
      },
    ];
  },
  "aws:backup/plan:Plan": ({ inputs }, world) => {
    const stored = ofType(world.resources, database)
      .filter((one) => textAt(one.inputs, "replicateSourceDb") === "")
      .reduce((sum, one) => sum + numberAt(one.inputs, "allocatedStorage", 20), 0);
    return listAt(inputs, "rules").flatMap((rule) => recoveryPoints(rule, stored, world));
  },
};

/** Hours of the week in which no schedule has it stopped; its storage is paid for all the same. */
function databaseShare({ inputs }: Resource, { resources }: World): number {
  const identifier = textAt(inputs, "identifier");
  const schedule = (action: string): string => {
    const own = ofType(resources, "aws:scheduler/schedule:Schedule").find((one) => {
      const target = mapAt(one.inputs, "target");
      return textAt(target, "arn").endsWith(action) && textAt(target, "input").includes(`"${identifier}"`);
    });
    return textAt(own?.inputs ?? {}, "scheduleExpression");
  };
  return runningShare({ stop: schedule(":stopDBInstance"), start: schedule(":startDBInstance") });
}

/** Gigabytes of one full copy, and of what changes between the others. */
function kept(storage: number, daysBetween: number, retentionDays: number, { assumptions }: World): number {
  if (retentionDays <= 0) return 0;
  const data = (storage * assumptions.databaseFillPercent) / 100;
  const change = Math.min(1, (daysBetween * assumptions.dailyChangePercent) / 100);
  return data * (1 + (retentionDays / daysBetween) * change);
}

/** The operating system's figures go to a log group: about 5 kB a reading. */
function monitoring(inputs: Resource["inputs"], world: World): readonly Line[] {
  const interval = numberAt(inputs, "monitoringInterval", 0);
  if (interval === 0) return [];
  const readings = (world.assumptions.hoursAMonth * 3600) / interval;
  return [
    {
      what: "enhanced monitoring's log",
      unit: "GB",
      quantity: (readings * 5) / 1e6,
      price: world.prices.logs.ingest,
    },
  ];
}

/** Seven days of Performance Insights are free; the advanced mode of its successor is not. */
function insights(inputs: Resource["inputs"], kind: string, copies: number, world: World): readonly Line[] {
  if (textAt(inputs, "databaseInsightsMode") !== "advanced") return [];
  const vcpus = kind.endsWith(".2xlarge") ? 8 : kind.endsWith(".xlarge") ? 4 : 2;
  return [
    {
      what: "Database Insights",
      unit: "vCPU hours",
      quantity: copies * vcpus * world.assumptions.hoursAMonth,
      price: world.prices.database.insightsHour,
    },
  ];
}

function recoveryPoints(rule: Resource["inputs"], storage: number, world: World): readonly Line[] {
  const { prices } = world;
  const days = numberAt(mapAt(rule, "lifecycle"), "deleteAfter", 35);
  const daysBetween = / (MON|TUE|WED|THU|FRI|SAT|SUN|[1-7]) \*\)$/.test(textAt(rule, "schedule")) ? 7 : 1;
  const points = kept(storage, daysBetween, days, world);
  const copies = listAt(rule, "copyActions").length;
  const moved = kept(storage, 1, daysAMonth(world), world) - kept(storage, 1, 0, world);
  return [
    { what: "recovery points", unit: "GB months", quantity: points, price: prices.database.backup },
    ...(copies === 0
      ? []
      : [
          { what: "copies elsewhere", unit: "GB months", quantity: copies * points, price: prices.database.backup },
          { what: "copying", unit: "GB", quantity: copies * moved, price: prices.transfer.region },
        ]),
  ];
}
