import { reportedDays, type ReportEvent, type Reported } from "../../core/watch/report";
import type { Alarms } from "./alarms";
import { outcomeOf, type Span } from "./outcome";
import type { Post } from "./post";
import { letterOf, type Entry } from "./text";

const day = 24 * 3600 * 1000;

/** Makes the report of a week and posts it; the function's log keeps what was posted. */
export async function sendReport(event: ReportEvent, alarms: Alarms, post: Post): Promise<void> {
  const span = weekBefore(event.until);
  const letter = letterOf(event.environment, span, {
    medium: await entriesOf("medium"),
    low: await entriesOf("low"),
  });
  await post(letter);
  console.log(JSON.stringify(letter));

  async function entriesOf(severity: Reported): Promise<readonly Entry[]> {
    const names = event.alarms[severity];
    const described = await alarms.describe(names);
    const entries: Entry[] = [];
    for (const name of names) {
      const found = described.get(name);
      const outcome = found && outcomeOf(found.state, await alarms.changes(name, span.since), span);
      entries.push({ name, says: found?.says ?? "", outcome });
    }
    return entries;
  }
}

function weekBefore(moment: string): Span {
  const until = new Date(moment);
  if (Number.isNaN(until.getTime()))
    throw new Error(`the report was asked for the week before ${moment}, which is no time`);
  return { since: new Date(until.getTime() - reportedDays * day), until };
}
