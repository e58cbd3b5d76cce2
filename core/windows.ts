/**
 * When stores take their own backups, are maintained by AWS, and are copied by AWS Backup; UTC. They never meet: RDS
 * refuses windows that overlap, and AWS Backup fails a job within the hour before either of them.
 */
export const windows = {
  backup: "01:00-02:00",
  databaseMaintenance: "sun:03:00-sun:04:00",
  cacheMaintenance: "sun:04:00-sun:05:00",
  /** Hour of the day at which AWS Backup begins. */
  vaultHour: 6,
} as const;
