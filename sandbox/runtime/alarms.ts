import type { Cloud, CloudResource } from "../cloud";
import { messageOf } from "../failure";
import { judge, type Judged, type MetricAlarm, type StateValue, watchedBy } from "./alarm-evaluation";
import { holds } from "./alarm-rule";
import { BALANCING } from "./metrics";
import type { MetricStore } from "./metric-store";
import { properties, TYPES } from "./properties";

export interface AlarmState extends Judged {
  readonly since: Date;
}

/** How long (ms) a state that was set by hand stays: on AWS, until the alarm is evaluated again. */
const UNTIL_EVALUATED = 60_000;

/**
 * States of alarms, worked out when somebody asks: from what the local cloud measures (load balancers, and what was put
 * by hand). An alarm on anything else is OK unless its state is set.
 */
export class Alarms {
  private readonly known = new Map<string, AlarmState>();
  private readonly byHand = new Map<string, Judged & { readonly until: number }>();

  constructor(
    private readonly cloud: Cloud,
    private readonly store: MetricStore,
  ) {}

  stateOf(record: CloudResource): AlarmState {
    const { id } = record;
    const before = this.known.get(id);
    const set = this.byHand.get(id);
    const { state, reason } = set && set.until > this.store.now() ? set : this.evaluate(record, before);
    const since = before?.state === state ? before.since : new Date(this.store.now());
    this.known.set(id, { state, reason, since });
    return { state, reason, since };
  }

  set(id: string, state: StateValue, reason: string): void {
    this.byHand.set(id, { state, reason, until: this.store.now() + UNTIL_EVALUATED });
  }

  private evaluate(record: CloudResource, before: AlarmState | undefined): Judged {
    try {
      return record.type === TYPES.compositeAlarm ? this.combine(record) : this.measure(record, before);
    } catch (error) {
      return { state: "INSUFFICIENT_DATA", reason: `The sandbox cannot evaluate it: ${messageOf(error)}` };
    }
  }

  private measure(record: CloudResource, before: AlarmState | undefined): Judged {
    const alarm = properties<MetricAlarm>(record) as MetricAlarm;
    const unknown = watchedBy(alarm).metrics.find(([, { namespace }]) => !this.measures(namespace));
    if (!unknown) return judge(alarm, this.store, before?.state ?? "INSUFFICIENT_DATA");
    return { state: "OK", reason: `Not evaluated: the sandbox measures nothing of ${unknown[1].namespace}` };
  }

  /** Load balancers are measured from the first request on; what applications put, once they have. */
  private measures(namespace: string): boolean {
    return namespace === BALANCING || this.store.knows(namespace);
  }

  private combine(record: CloudResource): Judged {
    const { alarmRule = "" } = properties<{ alarmRule: string }>(record);
    const on = holds(alarmRule, (name) => {
      const named = this.cloud.get(TYPES.metricAlarm, name) ?? this.cloud.get(TYPES.compositeAlarm, name);
      return named ? this.stateOf(named).state : "INSUFFICIENT_DATA";
    });
    return { state: on ? "ALARM" : "OK", reason: `${alarmRule} is ${on ? "met" : "not met"}` };
  }
}
