import type { ReportEvent } from "../../core/watch/report";
import { CloudWatchAlarms } from "./alarms";
import { postTo } from "./post";
import { sendReport } from "./send";

/** What EventBridge Scheduler calls every week. */
export async function handler(event: ReportEvent): Promise<void> {
  const { TOPIC: topic } = process.env;
  if (!topic) throw new Error("the function has no TOPIC in its environment");
  await sendReport(event, new CloudWatchAlarms(), postTo(topic));
}
