/** One setting of PostgreSQL, and when it comes into force: at once, or with the next restart. */
export interface DatabaseParameter {
  readonly name: string;
  readonly value: string;
  readonly applyMethod: "immediate" | "pending-reboot";
}

const atOnce = (name: string, value: string): DatabaseParameter => ({ name, value, applyMethod: "immediate" });

/** TLS for everybody, and in the log what changes the schema and what takes longer than a second. */
const always = [
  atOnce("rds.force_ssl", "1"),
  atOnce("log_statement", "ddl"),
  atOnce("log_min_duration_statement", "1000"),
];

/**
 * Who came and went, and what was done to schema, roles and rights. The app's own reads and writes would be the whole
 * load once more; people are audited whole, by a setting of their role (functions/rotation/users.ts). Values of
 * parameters stay out: they are customers' data.
 */
const audited = [
  { name: "shared_preload_libraries", value: "pg_stat_statements,pgaudit", applyMethod: "pending-reboot" },
  atOnce("pgaudit.log", "ddl,role"),
  atOnce("pgaudit.log_parameter", "0"),
  atOnce("log_connections", "1"),
  atOnce("log_disconnections", "1"),
] as const;

/** What an environment's database is told, over RDS's defaults for its engine. */
export const databaseParameters = (isAudited: boolean): readonly DatabaseParameter[] => [
  ...always,
  ...(isAudited ? audited : []),
];
