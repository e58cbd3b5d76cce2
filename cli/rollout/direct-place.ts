import { setTimeout as sleep } from "node:timers/promises";
import { evidenceBucket } from "../../core/evidence-store";
import type { Outputs } from "../../core/outputs";
import type { Recorded } from "../../core/record";
import { slotAlarms, type AlarmNames } from "../../core/rollout/slot-alarms";
import { deployed } from "../deployed";
import { firstLineOf } from "../failure";
import { outputsOf, recordOf, resourcesOf } from "../deployment";
import { accountOf } from "../ports/identity";
import { discover } from "../ports/traffic/discovery";
import type { Endpoint } from "../workspace";
import { addressesOf, policyOf, type Environment } from "./environment";

/** How long (ms) the state's backend has to answer before the cloud itself is asked. */
const patience = 8000;

/** What a rollback past Pulumi needs to know of an environment. */
export interface DirectPlace {
  readonly outputs: Pick<Outputs, "environment" | "region" | "tier" | "cluster" | "services" | "evidence">;
  readonly record: Recorded;
  readonly alarms: AlarmNames;
}

/** Where it all is, by the state; by the cloud alone where the state cannot be read. @throws Failure where neither tells. */
export async function directPlace(environment: Environment, endpoint: Endpoint | undefined): Promise<DirectPlace> {
  const { context, file } = environment;
  const read = deployed(context, file, file.stack);
  const away = sleep(patience, undefined, { ref: false }).then(() => {
    throw new Error(`nobody answered within ${patience / 1000} s`);
  });
  const [state] = await Promise.allSettled([Promise.race([read, away])]);
  const deployment = state.status === "fulfilled" ? state.value : undefined;
  const outputs = outputsOf(deployment);
  const record = recordOf(deployment);
  if (outputs !== undefined && record !== undefined) {
    return { outputs, record, alarms: slotAlarms(resourcesOf(deployment)) };
  }
  const why = state.status === "rejected" ? firstLineOf(state.reason) : "it has no such environment";
  context.output.say(`  the state cannot be read (${why}): the cloud is asked where the environment is`);
  return byTheCloud(environment, endpoint).catch((error: unknown) => {
    // Where there is no such environment at all, the state was right.
    if (state.status === "fulfilled") addressesOf(environment, deployment);
    throw error;
  });
}

async function byTheCloud(environment: Environment, endpoint: Endpoint | undefined): Promise<DirectPlace> {
  const { settings, cloud } = environment;
  const { region, tier } = settings;
  const { name } = settings.environment;
  const { normal } = policyOf(environment);
  const [{ cluster, services, record }, account] = await Promise.all([
    discover(endpoint, { environment: name, region, normal }),
    cloud === "aws" ? accountOf(region) : "",
  ]);
  const evidence = evidenceBucket(name, account);
  const outputs = { environment: name, region, tier, cluster, services, evidence };
  return { outputs, record, alarms: { blue: [], green: [] } };
}
