import type { BackupsSettings } from "./config/stores";
import { windows } from "./windows";

/** Days between a recovery point's making and its move to cold storage, and its end. */
export interface Lifecycle {
  readonly coldStorageAfter?: number;
  readonly deleteAfter: number;
}

export interface BackupRule {
  readonly ruleName: string;
  /** AWS's cron, UTC. */
  readonly schedule: string;
  /** Minutes within which the backup begins, and within which it ends (AWS Backup: 60 at least). */
  readonly startWindow: number;
  readonly completionWindow: number;
  readonly lifecycle: Lifecycle;
}

const days = { daily: "? * *", weekly: "? * SUN" } as const;

/** When AWS Backup takes a recovery point, and how long that is kept. */
export function backupRule({ schedule, retentionDays, coldAfterDays }: BackupsSettings): BackupRule {
  return {
    ruleName: schedule,
    schedule: `cron(0 ${windows.vaultHour} ${days[schedule]} *)`,
    startWindow: 60,
    completionWindow: 180,
    lifecycle: {
      ...(coldAfterDays !== undefined && { coldStorageAfter: coldAfterDays }),
      deleteAfter: retentionDays,
    },
  };
}
