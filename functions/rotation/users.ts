import { type ClientBase, escapeIdentifier, escapeLiteral } from "pg";
import { appRole, databaseUsers, emergencyUser, readOnlyRole, type DatabaseUser } from "../../core/credentials";
import { scramVerifier } from "./scram";

const role = escapeIdentifier(appRole);
const reader = escapeIdentifier(readOnlyRole);
const emergency = escapeIdentifier(emergencyUser);

/**
 * Makes the roles that the app and its readers have, as the master user; what is there already stays. Both users act as
 * one role from the moment they log in, so that neither owns anything that the other could not use.
 */
export async function ensureRoles(master: ClientBase, databaseName: string): Promise<void> {
  const database = escapeIdentifier(databaseName);
  for (const name of [appRole, readOnlyRole, ...databaseUsers]) await ensureRole(master, name);
  // Whoever makes a role may give it away, but acts as it only once it has been given to them (PostgreSQL 16).
  await master.query(`GRANT ${role} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE`);
  for (const user of databaseUsers.map(escapeIdentifier)) {
    await master.query(`GRANT ${role} TO ${user}`);
    await master.query(`ALTER ROLE ${user} SET role = ${escapeLiteral(appRole)}`);
  }
  await master.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await master.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${role}`);
  await master.query(`GRANT CONNECT ON DATABASE ${database} TO ${reader}`);
  await master.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}`);
  await master.query(`GRANT USAGE ON SCHEMA public TO ${reader}`);
  const madeByApp = `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} IN SCHEMA public`;
  await master.query(`${madeByApp} GRANT SELECT ON TABLES TO ${reader}`);
  await master.query(`${madeByApp} GRANT SELECT ON SEQUENCES TO ${reader}`);
  await ensureEmergencyUser(master);
}

/** Without a password: IAM lets it in where RDS does, and nobody where there is no IAM. */
async function ensureEmergencyUser(master: ClientBase): Promise<void> {
  await ensureRole(master, emergencyUser);
  await master.query(`ALTER ROLE ${emergency} LOGIN`);
  await master.query(`GRANT ${reader} TO ${emergency}`);
  await master.query(`ALTER ROLE ${emergency} SET default_transaction_read_only = on`);
  if (await exists(master, "SELECT 1 FROM pg_roles WHERE rolname = 'rds_iam'")) {
    await master.query(`GRANT rds_iam TO ${emergency}`);
  }
  if (await exists(master, "SELECT 1 FROM pg_settings WHERE name = 'pgaudit.log'")) {
    await master.query(`ALTER ROLE ${emergency} SET pgaudit.log = 'all'`);
  }
}

/** From now on the user logs in with that password and no other; connections that are open stay. */
export async function setPassword(master: ClientBase, user: DatabaseUser, password: string): Promise<void> {
  await master.query(`ALTER ROLE ${escapeIdentifier(user)} LOGIN PASSWORD ${escapeLiteral(scramVerifier(password))}`);
}

async function ensureRole(master: ClientBase, name: string): Promise<void> {
  const there = await exists(master, `SELECT 1 FROM pg_roles WHERE rolname = ${escapeLiteral(name)}`);
  if (!there) await master.query(`CREATE ROLE ${escapeIdentifier(name)} NOLOGIN`);
}

const exists = async (master: ClientBase, query: string): Promise<boolean> =>
  ((await master.query(query)).rowCount ?? 0) > 0;
