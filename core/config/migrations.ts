import { notOneOf, when, type Choice } from "./choice";
import type { Config } from "./keys";
import type { DatabaseSize } from "../tier-size";

/** What brings the database's schema up to what a release expects, before any of its tasks starts. */
export interface Migrations {
  /** The service whose image it is. */
  readonly service: string;
  /** A list of words, as a container takes its command. */
  readonly command: readonly string[];
}

/** Undefined where a release migrates nothing, or does so by itself. */
export function chooseMigrations(
  { migrations, request }: Config,
  services: readonly string[],
  database: DatabaseSize | undefined,
): Choice<Migrations | undefined> {
  const where = "promenade:migrations";
  return {
    value: migrations,
    problems: [
      ...when(migrations !== undefined && !services.includes(migrations.service), () =>
        notOneOf(`${where}.service`, "no such service", migrations?.service, services),
      ),
      ...when(migrations !== undefined && database === undefined, () => ({
        where,
        wrong: "there is no database that outlives a task",
        found: migrations?.command.join(" ") ?? "",
        allowed: "a tier with a database; each task of this one migrates its own when it starts",
        change: `remove ${where}`,
      })),
      ...when(migrations === undefined && request?.kind === "migration", () => ({
        where: "promenade:request.kind",
        wrong: "nothing is there that migrates",
        found: "migration",
        allowed: "a request for a migration where the stack file says how",
        change: `set ${where}: { service, command }`,
      })),
    ],
  };
}
