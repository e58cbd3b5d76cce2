import { AlarmLog } from "../components/alarm-log";
import type { Alarms } from "../components/alarms";
import type { Alerts } from "../components/alerts";
import { Report } from "../components/report";
import type { Settings } from "../core/settings";
import { functionCode } from "./bundle";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";

interface Recorded {
  readonly ground: Foundation;
  readonly alarms: Alarms;
  readonly alerts: Alerts;
}

/** Alarms that call nobody are written down: a log of those that are medium, and a report a week of the low ones too. */
export function recordAlarms(settings: Settings, common: Common, { ground, alarms, alerts }: Recorded): void {
  const name = namesOf(settings);
  const { environment, logs } = settings;
  const [medium, low] = [alarms.namesOf("medium"), alarms.namesOf("low")];
  const place = { ...common, path: `${common.path}/watch`, logRetentionDays: logs.retentionDays };
  new AlarmLog(name("alarm-log"), { ...place, alarmNames: medium, keyArn: ground.keyArn });
  new Report(name("report"), {
    ...{ ...place, ...ground, environment: environment.name, code: functionCode("report") },
    ...{ alarmNames: { medium, low }, alarmPattern: name("alarms-*"), topicArn: alerts.topicOf("low") },
  });
}
