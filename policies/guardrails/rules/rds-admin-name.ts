import { isText, property } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** What AWS suggests, and what is tried first. */
const guessable = [
  "admin",
  "administrator",
  "awsuser",
  "master",
  "mysql",
  "postgres",
  "rdsadmin",
  "root",
  "sa",
  "user",
];

export const rdsAdminName: ResourceRule = {
  name: "rds-admin-name",
  description: "A database's administrator has a name that cannot be guessed.",
  area: "RDS",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["RDS.24", "RDS.25"],
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  judge: (database) =>
    ["username", "masterUsername"].map((path) =>
      property(database, path, {
        holds: (name) => !isText(name) || !guessable.includes(name.toLowerCase()),
        required: `a name other than ${guessable.join(", ")}`,
        change: `choose another ${path}, which replaces the database`,
      }),
    ),
};
