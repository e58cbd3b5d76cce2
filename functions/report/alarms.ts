import {
  CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
  type AlarmHistoryItem,
} from "@aws-sdk/client-cloudwatch";

/** States of an alarm (AWS: CloudWatch). */
export type State = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface Described {
  readonly says: string;
  readonly state: State;
}

/** One change of an alarm's state. */
export interface Change {
  readonly at: Date;
  readonly from: State;
  readonly to: State;
}

/** What a report needs of CloudWatch. */
export interface Alarms {
  /** By name; without those that do not exist. At most 100 (AWS: DescribeAlarms). */
  describe(names: readonly string[]): Promise<ReadonlyMap<string, Described>>;
  /** Since then, the oldest first. */
  changes(name: string, since: Date): Promise<readonly Change[]>;
}

export class CloudWatchAlarms implements Alarms {
  constructor(private readonly client = new CloudWatchClient()) {}

  async describe(names: readonly string[]): Promise<ReadonlyMap<string, Described>> {
    const found = new Map<string, Described>();
    // Asked for no names, CloudWatch would tell of every alarm that there is.
    if (names.length === 0) return found;
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client: this.client },
      { AlarmNames: [...names] },
    )) {
      for (const { AlarmName = "", AlarmDescription = "", StateValue = "INSUFFICIENT_DATA" } of MetricAlarms)
        found.set(AlarmName, { says: AlarmDescription, state: StateValue });
    }
    return found;
  }

  async changes(AlarmName: string, StartDate: Date): Promise<readonly Change[]> {
    const all: Change[] = [];
    const asked = { AlarmName, StartDate, HistoryItemType: "StateUpdate", ScanBy: "TimestampAscending" } as const;
    for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client: this.client }, asked))
      all.push(...AlarmHistoryItems.map(changeOf));
    return all;
  }
}

/** The summary is short and whole; the data beside it may be cut (AWS: HistoryData, 4095 characters). */
function changeOf({ AlarmName = "", HistorySummary = "", Timestamp }: AlarmHistoryItem): Change {
  const [, from, to] = /from (\w+) to (\w+)/.exec(HistorySummary) ?? [];
  if (!isState(from) || !isState(to) || Timestamp === undefined)
    throw new Error(`${AlarmName}: its history has a line that is no change of state: ${HistorySummary}`);
  return { at: Timestamp, from, to };
}

const isState = (text: string | undefined): text is State =>
  text === "OK" || text === "ALARM" || text === "INSUFFICIENT_DATA";
