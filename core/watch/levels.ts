import { severities, type Alerts, type Severity } from "../config/operations";
import { monitoringLevels, type MonitoringLevel } from "../tier-size";

interface Level {
  /** The most urgent severity that an alarm may have here; without one alarms are shown, and tell nobody. */
  readonly most: Severity | undefined;
  /** Whether somebody is on call: without, what is critical is told to those who hear of high severity. */
  readonly onCall: boolean;
}

/** Who is disturbed at each level (requirement 2, monitoring; requirement 1, s1 and s2: dev alerts only inform). */
export const levels: Readonly<Record<MonitoringLevel, Level>> = {
  basic: { most: undefined, onCall: false },
  metrics: { most: "medium", onCall: false },
  journey: { most: "medium", onCall: false },
  // Alarms as in production, to the last property; only who listens is another.
  "production-like": { most: "critical", onCall: false },
  full: { most: "critical", onCall: true },
};

/** Whether a level has what another one brings along: each has all of the one before it. */
export const reaches = (level: MonitoringLevel, needed: MonitoringLevel): boolean =>
  monitoringLevels.indexOf(level) >= monitoringLevels.indexOf(needed);

/** The severity under which an alarm is told at a level; undefined tells nobody. */
export function severityAt(level: MonitoringLevel, severity: Severity): Severity | undefined {
  const { most } = levels[level];
  if (most === undefined) return undefined;
  return severities[Math.max(severities.indexOf(severity), severities.indexOf(most))];
}

/** Who hears of what at a level, by severity. */
export const listenersAt = (level: MonitoringLevel, addresses: Alerts): Alerts =>
  levels[level].onCall ? addresses : { ...addresses, critical: addresses.high };

/** Whether an alarm tells anybody by itself when it goes off; what is low waits for the week's report (requirement 6). */
export const isToldAtOnce = (severity: Severity): boolean => severity !== "low";

/** From here on what calls nobody is written down: a log of changes, and a report every week. */
export const recordsFrom: MonitoringLevel = "production-like";
