import { severities, type Severity } from "../config/operations";
import { monitoringLevels, type MonitoringLevel } from "../tier-size";

interface Level {
  /** The most urgent severity that an alarm may have here; without one alarms are shown, and tell nobody. */
  readonly most: Severity | undefined;
}

/** Who is disturbed at each level (requirement 2, monitoring; requirement 1, s1 and s2: dev alerts only inform). */
export const levels: Readonly<Record<MonitoringLevel, Level>> = {
  basic: { most: undefined },
  metrics: { most: "medium" },
  journey: { most: "medium" },
  "production-like": { most: "high" },
  full: { most: "critical" },
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
