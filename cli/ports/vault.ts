import { setTimeout as sleep } from "node:timers/promises";
import type { RotatedEntry } from "../../core/rotation";
import { failed } from "../failure";
import type { Endpoint } from "../workspace";
import { clientSettings } from "./aws";

/** How often (ms) a rotation is looked at, and how long it may take; ECS and RDS answer within seconds. */
const interval = 500;
const patience = 5 * 60_000;
/** Secrets Manager tries again by itself, in its own time; asking it again makes it do so now (ms). */
const reminder = 15_000;

export interface Vault {
  /** Entries of the environment that are rotated. */
  entries(): Promise<readonly RotatedEntry[]>;
  /** Gives an entry its next value, and waits until it is the current one. @throws Failure when it does not come. */
  rotate(entry: RotatedEntry): Promise<void>;
  close(): void;
}

/** The vault's entries below a path, `promenade/dev/`. */
export async function openVault(endpoint: Endpoint | undefined, region: string, path: string): Promise<Vault> {
  const sdk = await import("@aws-sdk/client-secrets-manager");
  const client = new sdk.SecretsManagerClient(clientSettings(endpoint, region));

  async function entries(): Promise<readonly RotatedEntry[]> {
    const found: RotatedEntry[] = [];
    const filter = { Filters: [{ Key: "name" as const, Values: [path] }] };
    for await (const { SecretList = [] } of sdk.paginateListSecrets({ client }, filter)) {
      for (const { Name = "", RotationEnabled, RotationRules, ...dates } of SecretList) {
        const days = RotationRules?.AutomaticallyAfterDays;
        if (RotationEnabled !== true || days === undefined) continue;
        const { CreatedDate: createdAt = new Date(0), LastRotatedDate: rotatedAt, NextRotationDate: nextAt } = dates;
        found.push({ name: Name, days, createdAt, rotatedAt, nextAt });
      }
    }
    return found.sort((one, other) => one.name.localeCompare(other.name));
  }

  /** A rotation that has begun before is gone on with; it is the one to wait for then. */
  async function begin(name: string): Promise<void> {
    try {
      await client.send(new sdk.RotateSecretCommand({ SecretId: name }));
    } catch (error) {
      if (!(error instanceof sdk.InvalidRequestException && /previous rotation/i.test(error.message))) throw error;
    }
  }

  async function rotate({ name, rotatedAt }: RotatedEntry): Promise<void> {
    const deadline = Date.now() + patience;
    for (let asked = 0; Date.now() < deadline; await sleep(interval)) {
      const { LastRotatedDate } = await client.send(new sdk.DescribeSecretCommand({ SecretId: name }));
      if (LastRotatedDate !== undefined && LastRotatedDate.getTime() !== rotatedAt?.getTime()) return;
      if (Date.now() - asked < reminder) continue;
      await begin(name);
      asked = Date.now();
    }
    throw failed({
      where: name,
      wrong: `its rotation has not ended within ${patience / 60_000} minutes; the value before is still the current one`,
      found: "a new version that is still pending",
      allowed: "a rotation function that takes all its steps",
      change: `read its log group /${path}rotation, and run it again: it goes on where it stopped`,
    });
  }

  return { entries, rotate, close: () => client.destroy() };
}

/** Brings a deleted secret back, within its recovery window. @throws Failure when there is nothing to bring back. */
export async function restoreSecret(endpoint: Endpoint | undefined, region: string, SecretId: string): Promise<void> {
  const sdk = await import("@aws-sdk/client-secrets-manager");
  const client = new sdk.SecretsManagerClient(clientSettings(endpoint, region));
  try {
    await client.send(new sdk.RestoreSecretCommand({ SecretId }));
  } catch (error) {
    if (!(error instanceof sdk.ResourceNotFoundException)) throw error;
    throw failed({
      where: SecretId,
      wrong: "nothing to bring back",
      found: "no such secret, deleted or not",
      allowed: "an entry that was deleted within its recovery window",
      change: "make a new one: npx promenade up, then npx promenade rotate",
    });
  } finally {
    client.destroy();
  }
}
