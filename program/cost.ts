import type * as pulumi from "@pulumi/pulumi";
import { Budget } from "../components/budget";
import { OffHours } from "../components/off-hours";
import type { Severity } from "../core/config/operations";
import type { Settings } from "../core/settings";
import type { App } from "./app";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";
import type { Stores } from "./stores";

interface Surroundings {
  readonly ground: Foundation;
  readonly stores: Stores;
  readonly app: App;
  /** Whom the budget tells, by severity. */
  readonly topicArns: Readonly<Partial<Record<Severity, pulumi.Input<string>>>>;
}

/** What keeps the environment's cost where it belongs: a budget that speaks up, and rest at night where nobody works. */
export function cost(settings: Settings, common: Common, { ground, stores, app, topicArns }: Surroundings): void {
  const name = namesOf(settings);
  const { alerts: addresses, offHours: hours } = settings;
  new Budget(name("budget"), { ...common, limit: settings.cost.budget, addresses, topicArns });
  if (hours !== undefined) {
    const { keyArn } = ground;
    new OffHours(name("off-hours"), { ...common, hours, slots: app.slots, database: stores.database, keyArn });
  }
}
