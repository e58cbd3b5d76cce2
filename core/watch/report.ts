/** Severities of alarms that call nobody: the week's report tells of them, most urgent first (requirement 6). */
export const reported = ["medium", "low"] as const;
export type Reported = (typeof reported)[number];

/** When the report is made: Monday morning, for the week before. */
export const weekly = { expression: "cron(0 7 ? * MON *)", timezone: "UTC" } as const;

/** Days that a report is about (AWS: CloudWatch keeps the history of an alarm for 30). */
export const reportedDays = 7;

/** What the schedule hands to the report. */
export interface ReportEvent {
  readonly environment: string;
  /** The end of the week, as the schedule meant it: a report that is made again tells the same. */
  readonly until: string;
  /** Names of alarms. */
  readonly alarms: Readonly<Record<Reported, readonly string[]>>;
}

/** EventBridge Scheduler puts the moment there that a call was due (AWS: context attributes). */
export const dueTime = "<aws.scheduler.scheduled-time>";
