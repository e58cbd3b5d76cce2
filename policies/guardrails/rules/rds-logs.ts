import { list, property } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

/** What an engine can send to CloudWatch Logs, by how its name starts. A read replica is not told its engine. */
const exportsOf: Readonly<Record<string, readonly string[]>> = {
  "aurora-mysql": ["audit", "error", "general", "slowquery"],
  "aurora-postgresql": ["postgresql"],
  mariadb: ["audit", "error", "general", "slowquery"],
  mysql: ["audit", "error", "general", "slowquery"],
  oracle: ["alert", "audit", "listener", "trace"],
  postgres: ["postgresql", "upgrade"],
  sqlserver: ["agent", "error"],
};

export const rdsLogs: ResourceRule = {
  name: "rds-logs",
  description: "Databases send their logs to CloudWatch.",
  area: "RDS",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["RDS.9", "RDS.34", "RDS.36", "RDS.37"],
  checkov: ["CKV_AWS_129", "CKV_AWS_324"],
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  judge: (database) => {
    const engine = String(database.props.engine);
    const wanted = Object.entries(exportsOf).find(([name]) => engine.startsWith(name))?.[1];
    const required = wanted === undefined ? "at least one log" : wanted.join(", ");
    return [
      property(database, "enabledCloudwatchLogsExports", {
        holds: (exports) => {
          const given = list(exports);
          return wanted === undefined ? given.length > 0 : wanted.every((log) => given.includes(log));
        },
        required,
        change: `add to enabledCloudwatchLogsExports: ${required}`,
      }),
    ];
  },
};
