import { basename, dirname } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { Alarms } from "../components/alarms";
import { Alerts } from "../components/alerts";
import type { Cluster } from "../components/cluster";
import { Dashboard } from "../components/dashboard";
import { Journey } from "../components/journey";
import { LogMetrics } from "../components/log-metrics";
import { viewersRegion } from "../core/edge";
import type { Severity } from "../core/config/operations";
import { slots } from "../core/release";
import type { Settings } from "../core/settings";
import type { TierSize } from "../core/tier-size";
import { tierSizes } from "../core/tiers";
import { balancerAlarms, cdnAlarm, certificateAlarm, journeyAlarm } from "../core/watch/edge-alarms";
import { listenersAt, reaches, recordsFrom, severityAt } from "../core/watch/levels";
import { loggedErrorsAlarm } from "../core/watch/log-metrics";
import { burnAlarms } from "../core/watch/slo";
import { slotAlarms, type WatchedBackend } from "../core/watch/slot-alarms";
import { unattendedAlarm } from "../core/watch/unattended";
import {
  cacheAlarms,
  cacheNodes,
  databaseAlarms,
  type WatchedCache,
  type WatchedDatabase,
} from "../core/watch/store-alarms";
import { recordAlarms } from "./alarm-records";
import type { App } from "./app";
import { bundled } from "./bundle";
import { namesOf, type Common } from "./common";
import type { Edge } from "./edge";
import type { Foundation } from "./foundation";
import type { Stores } from "./stores";

type Ref = pulumi.Input<string>;

/** Whom the environment tells of what: topics by severity, for alarms, the budget and whatever else has news. */
export function alerts(settings: Settings, common: Common, { keyArn }: Foundation): Alerts {
  const addresses = listenersAt(settings.monitoring, settings.alerts);
  return new Alerts(namesOf(settings)("alerts"), { ...common, addresses, keyArn });
}

interface Surroundings {
  readonly ground: Foundation;
  readonly web: Edge;
  readonly home: Cluster;
  readonly stores: Stores;
  readonly app: App;
  readonly alerts: Alerts;
}

/** What watches the environment, as closely as its monitoring level asks for. */
export async function watch(settings: Settings, common: Common, parts: Surroundings): Promise<void> {
  const name = namesOf(settings);
  const { monitoring: level, region, environment } = settings;
  const { availability }: TierSize = tierSizes[settings.tier];
  const { web, home, alerts: told } = parts;
  const { logGroups } = home;
  const namespace = common.path;
  new LogMetrics(name("log-metrics"), { logGroups, namespace });
  const journey = reaches(level, "journey") ? await journeyOf(settings, common, parts) : undefined;

  const backends = backendsOf(settings, parts);
  const { database, cache } = storesOf(settings, parts.stores);
  // A guest comes in by its host's load balancer and certificate, which the host watches.
  const own = environment.guest === undefined;
  const balancer = web.arnSuffix;
  const certificate = web.certificate?.arnIn(region);
  const alarms = [
    ...(own ? balancerAlarms(balancer) : []),
    ...(journey === undefined ? [] : [journeyAlarm<Ref>(journey.canaryName)]),
    ...(certificate === undefined ? [] : [certificateAlarm<Ref>("balancer", certificate)]),
    ...backends.flatMap(slotAlarms),
    ...settings.services.map(({ name: service }) =>
      unattendedAlarm(
        environment.name,
        backends.filter((one) => one.service.name === service),
      ),
    ),
    ...settings.services.map((service) => loggedErrorsAlarm(namespace, service.name)),
    ...(database === undefined ? [] : databaseAlarms(database)),
    ...(cache === undefined ? [] : cacheAlarms(cache)),
  ];
  const burns = own && availability !== undefined ? burnAlarms(availability, balancer) : [];
  const topicOf = (severity: Severity) => told.topicOf(severity);
  const here = new Alarms(name("alarms"), { ...common, level, alarms, burns, topicOf });
  const arns = [...here.arns, ...watchCdn(settings, common, web)];
  if (reaches(level, recordsFrom)) recordAlarms(settings, common, { ground: parts.ground, alarms: here, alerts: told });
  new Dashboard(name("dashboard"), {
    ...{ region, loadBalancer: balancer, backends, database, cache, availability, alarms: arns },
    logGroups: settings.services.map((service) => `/${common.path}/${service.name}`),
    distribution: web.cdn?.distributionId,
    journey: journey?.canaryName,
  });
}

/** What is wrong with the CDN is told where its metrics are: an alarm knows those of its own region, topics too. */
function watchCdn(settings: Settings, common: Common, { cdn, viewersKeyArn }: Edge): readonly pulumi.Output<string>[] {
  const { monitoring: level, alerts: addresses } = settings;
  if (cdn === undefined || viewersKeyArn === undefined) return [];
  const name = namesOf(settings);
  const alarm = cdnAlarm<Ref>(cdn.distributionId);
  const severity = severityAt(level, alarm.severity);
  const place = { ...common, region: viewersRegion };
  const told = new Alerts(name("edge-alerts"), {
    ...{ ...place, keyArn: viewersKeyArn, addresses: listenersAt(level, addresses) },
    severities: severity === undefined ? [] : [severity],
  });
  const topicOf = (one: Severity) => told.topicOf(one);
  return new Alarms(name("edge-alarms"), { ...place, level, alarms: [alarm], burns: [], topicOf }).arns;
}

async function journeyOf(settings: Settings, common: Common, { ground, web }: Surroundings): Promise<Journey> {
  const file = await bundled("journey");
  const { environment, journey, ingress } = settings;
  const { vpcId, subnetIds, keyArn, outgoing } = ground;
  // Behind a CDN the journey goes by the CDN, like everybody.
  const isOpen = web.cdn !== undefined || ingress.includes("0.0.0.0/0");
  return new Journey(namesOf(settings)("journey"), {
    ...common,
    ...{ environment: environment.name, url: web.url, paths: journey, vpcId, subnetIds, keyArn },
    script: { file, hash: basename(dirname(file)) },
    door: isOpen ? undefined : { securityGroupId: web.securityGroupId, outgoing },
  });
}

function backendsOf(settings: Settings, { web, home, app }: Surroundings): readonly WatchedBackend<Ref>[] {
  const counted = tierSizes[settings.tier].containerInsights === "enabled";
  return slots.flatMap((slot) =>
    settings.services.flatMap((service) => {
      const backend = app.backends[slot][service.name];
      if (backend === undefined) return [];
      const { name: serviceName } = backend.service;
      const { arnSuffix: targetGroup } = backend.targetGroup;
      const place = { clusterName: home.clusterName, serviceName, loadBalancer: web.arnSuffix, targetGroup };
      return [{ slot, service, ...place, counted }];
    }),
  );
}

function storesOf({ database: size, cache: cacheSize }: Settings, { database, cache }: Stores) {
  const watchedDatabase: WatchedDatabase<Ref> | undefined = database &&
    size && { identifier: database.identifier, replica: database.replicaIdentifier, size };
  const nodes = (cacheSize && cacheNodes(cacheSize)) ?? [];
  const watchedCache: WatchedCache<Ref> | undefined = cache &&
    cacheSize && {
      nodes: Object.fromEntries(nodes.map((node) => [node, `${cache.identifier}-${node}`])),
      replicated: cacheSize.nodesPerShard > 1,
    };
  return { database: watchedDatabase, cache: watchedCache };
}
