import type { Cloud, CloudResource } from "../cloud";
import { properties, TYPES } from "./properties";

export interface SecretVersion {
  readonly secretId: string;
  readonly versionId: string;
  readonly versionStages: readonly string[];
  /** None in a version that a rotation has announced and not written yet. */
  readonly secretString: string | undefined;
  readonly record: CloudResource;
  /** When a rotation made it the current one (ISO 8601). */
  readonly rotatedDate?: string;
}

/** Which version of a secret: by id, by stage, else the current one. */
export interface VersionChoice {
  readonly stage?: string | undefined;
  readonly versionId?: string | undefined;
}

/** The secret with that ARN or name. */
export const findSecret = (cloud: Cloud, id: string): CloudResource | undefined =>
  cloud.list(TYPES.secret).find((secret) => {
    const { arn = secret.id, name } = properties<{ arn: string; name: string }>(secret);
    return arn === id || name === id;
  });

/** All versions of a secret, oldest first. */
export function versionsOf(cloud: Cloud, secret: CloudResource): readonly SecretVersion[] {
  const { arn = secret.id } = properties<{ arn: string }>(secret);
  return cloud
    .list(TYPES.secretVersion)
    .map((record) => ({
      record,
      versionId: record.id,
      versionStages: [],
      ...properties<SecretVersion>(record),
      // A write-only value is in no output; where it is kept is what was asked for.
      secretString: properties<SecretVersion>(record).secretString ?? record.inputs["secretStringWo"],
    }))
    .filter(({ secretId }) => secretId === arn || secretId === secret.id) as SecretVersion[];
}

/** A version of a secret, by id, by stage, or both. Where versions carry no stages, the newest is the current one. */
export function findVersion(
  cloud: Cloud,
  secret: CloudResource,
  { stage, versionId }: VersionChoice = {},
): SecretVersion | undefined {
  const versions = versionsOf(cloud, secret);
  if (versionId) {
    const fits = ({ versionStages }: SecretVersion) => stage === undefined || versionStages.includes(stage);
    return versions.find((version) => version.versionId === versionId && fits(version));
  }
  return findStaged(versions, stage ?? "AWSCURRENT");
}

function findStaged(versions: readonly SecretVersion[], stage: string): SecretVersion | undefined {
  const staged = versions.findLast(({ versionStages }) => versionStages.includes(stage));
  return (
    staged ??
    (stage === "AWSCURRENT" ? versions.findLast(({ versionStages }) => versionStages.length === 0) : undefined)
  );
}

/** Parts of a secret's ARN: `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME`. */
const ARN_PARTS = 7;

/**
 * What a container's `valueFrom` stands for: a secret's ARN, which `:json-key:version-stage:version-id` may follow.
 * Throws with ECS's own words when there is no such value.
 */
export function resolveValueFrom(cloud: Cloud, valueFrom: string): string {
  const parts = valueFrom.split(":");
  const [jsonKey, stage, versionId] = parts.slice(ARN_PARTS).map((part) => part || undefined);
  const secret = findSecret(cloud, parts.slice(0, ARN_PARTS).join(":"));
  const version = secret && findVersion(cloud, secret, { stage, versionId });
  if (!version?.secretString) {
    throw new Error(`unable to pull secrets: Secrets Manager can't find the specified secret value for ${valueFrom}`);
  }
  if (!jsonKey) return version.secretString;
  const value = keysOf(version.secretString)[jsonKey];
  if (value === undefined) throw new Error(`unable to pull secrets: ${valueFrom} did not contain json key ${jsonKey}`);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function keysOf(secretString: string): Record<string, unknown> {
  try {
    return JSON.parse(secretString) as Record<string, unknown>;
  } catch {
    return {};
  }
}
