import type * as pulumi from "@pulumi/pulumi";
import type { Outputs } from "./core/outputs";
import { bounded, shellAccess } from "./program/access";
import { app, cluster } from "./program/app";
import { commonTo } from "./program/common";
import { cost } from "./program/cost";
import { edge, sharedOf } from "./program/edge";
import { foundation } from "./program/foundation";
import { delivery } from "./program/github";
import { hostOf } from "./program/host";
import { migrations } from "./program/migrations";
import { planOf } from "./program/plan";
import { guard, secrets } from "./program/secrets";
import { keepColdLogs } from "./program/records";
import { readSettings } from "./program/settings";
import { stores } from "./program/stores";
import { alerts, watch } from "./program/watch";

/** One environment: the program of every stack. */
export = async (): Promise<{ [Name in keyof Outputs]: pulumi.Input<Outputs[Name]> }> => {
  const settings = readSettings();
  const plan = await planOf(settings);
  const host = await hostOf(settings);
  const common = bounded(settings, commonTo(settings), host);

  const ground = foundation(settings, common, host);
  const told = alerts(settings, common, ground);
  const web = edge(settings, common, ground, host);
  const home = cluster(settings, common, ground, web);
  const kept = stores(settings, common, ground, home);
  const migration = migrations(settings, common, plan, { ground, home, stores: kept });
  keepColdLogs(settings, common, { ground, home, stores: kept, migration });
  const vault = secrets(settings, common, ground, home, kept);
  const running = app(settings, common, plan, { ground, web, home, vault });
  guard(settings, common, vault, running.executionRoleArn);
  cost(settings, common, { ground, stores: kept, app: running, topicArns: told.topicArns });
  await watch(settings, common, { ground, web, home, stores: kept, app: running, alerts: told });
  shellAccess(settings, common, ground, home);
  await delivery(settings, common, web.url);
  const shared = sharedOf(ground, web, common);

  return {
    environment: settings.environment.name,
    flow: settings.flow,
    tier: settings.tier,
    region: settings.region,
    url: web.url,
    cluster: home.clusterName,
    evidence: ground.evidence,
    services: running.services,
    settings: running.settings,
    ...(migration && { migration: migration.place }),
    ...(shared && { shared }),
  };
};
