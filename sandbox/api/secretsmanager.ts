import { randomUUID } from "node:crypto";
import type { CloudResource } from "../cloud";
import { properties, tagsOf, TYPES } from "../runtime/properties";
import { lastRotation, moveStage, writeVersion } from "../runtime/secret-versions";
import { findSecret, findVersion, versionsOf } from "../runtime/secrets";
import type { ApiContext, Handlers } from "./handler";
import { AwsError } from "./protocol";

interface Input {
  readonly SecretId?: string;
  readonly VersionStage?: string;
  readonly VersionId?: string;
  readonly VersionStages?: readonly string[];
  readonly ClientRequestToken?: string;
  readonly SecretString?: string;
  readonly MoveToVersionId?: string;
  readonly RemoveFromVersionId?: string;
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

const DAY = 86_400_000;

function secretOf({ cloud }: ApiContext, { SecretId = "" }: Input): CloudResource {
  const secret = findSecret(cloud, SecretId);
  if (!secret) throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  return secret;
}

const identity = (secret: CloudResource) => {
  const { arn = secret.id, name } = properties<{ arn: string; name: string }>(secret);
  return { ARN: arn, Name: name };
};

/** AWS's times are seconds. */
const seconds = (date: Date | undefined): number | undefined => date && date.getTime() / 1000;

function description(context: ApiContext, secret: CloudResource): object {
  const { kmsKeyId, createdDate = new Date(0).toISOString() } = properties<{ kmsKeyId: string; createdDate: string }>(
    secret,
  );
  const schedule = context.rotations.scheduleOf(secret);
  const days = schedule?.rotationRules?.automaticallyAfterDays;
  const rotated = lastRotation(context.cloud, secret);
  const next = days === undefined ? undefined : new Date((rotated ?? new Date(createdDate)).getTime() + days * DAY);
  return {
    ...identity(secret),
    KmsKeyId: kmsKeyId,
    RotationEnabled: schedule !== undefined,
    RotationLambdaARN: schedule?.rotationLambdaArn,
    RotationRules: days === undefined ? undefined : { AutomaticallyAfterDays: days },
    CreatedDate: seconds(new Date(createdDate)),
    LastRotatedDate: seconds(rotated),
    NextRotationDate: seconds(next),
    Tags: Object.entries(tagsOf(secret)).map(([Key, Value]) => ({ Key, Value })),
  };
}

const stagesOf = (context: ApiContext, secret: CloudResource): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    versionsOf(context.cloud, secret).map(({ versionId, versionStages }) => [versionId, versionStages]),
  );

/** Secrets Manager. */
export const secretsmanager: Handlers = {
  GetSecretValue: (input: Input, context) => {
    const secret = secretOf(context, input);
    const { VersionStage: stage, VersionId: versionId } = input;
    const version = findVersion(context.cloud, secret, { stage, versionId });
    if (version?.secretString === undefined) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Secrets Manager can't find the specified secret value for ${versionId ? `VersionId: ${versionId}` : `staging label: ${stage ?? "AWSCURRENT"}`}`,
      );
    }
    return {
      ...identity(secret),
      SecretString: version.secretString,
      VersionId: version.versionId,
      VersionStages: version.versionStages.length > 0 ? version.versionStages : ["AWSCURRENT"],
    };
  },

  DescribeSecret: (input: Input, context) => {
    const secret = secretOf(context, input);
    return { ...description(context, secret), VersionIdsToStages: stagesOf(context, secret) };
  },

  /** Filters by the beginning of names only. */
  ListSecrets: ({ Filters = [] }: { Filters?: readonly { Key: string; Values: readonly string[] }[] }, context) => {
    const other = Filters.find(({ Key }) => Key !== "name");
    if (other)
      throw new AwsError("InvalidParameterException", `The sandbox lists secrets by name, not by ${other.Key}`);
    const fits = (name = "") => Filters.every(({ Values }) => Values.some((prefix) => name.startsWith(prefix)));
    const secrets = context.cloud.list(TYPES.secret).filter((secret) => fits(identity(secret).Name));
    return { SecretList: secrets.map((secret) => description(context, secret)) };
  },

  /** A version is written once: the same value again is no error, another one is. */
  PutSecretValue: async (input: Input, context) => {
    const secret = secretOf(context, input);
    const { ClientRequestToken: versionId = randomUUID(), SecretString: value, VersionStages = ["AWSCURRENT"] } = input;
    if (value === undefined) throw new AwsError("InvalidParameterException", "You must provide SecretString.");
    const existing = findVersion(context.cloud, secret, { versionId });
    if (existing?.secretString !== undefined && existing.secretString !== value) {
      throw new AwsError("ResourceExistsException", `A version with the token ${versionId} has another value.`);
    }
    if (existing?.secretString === undefined) {
      await writeVersion(context.cloud, secret, { versionId, value, stages: existing?.versionStages ?? [] });
    }
    for (const stage of VersionStages) await moveStage(context.cloud, secret, stage, versionId);
    return { ...identity(secret), VersionId: versionId, VersionStages };
  },

  UpdateSecretVersionStage: async (input: Input, context) => {
    const secret = secretOf(context, input);
    const { VersionStage: stage = "", MoveToVersionId: to, RemoveFromVersionId: from } = input;
    const holder = findVersion(context.cloud, secret, { stage });
    if (to !== undefined && !findVersion(context.cloud, secret, { versionId: to })) {
      throw new AwsError("ResourceNotFoundException", `There is no version ${to}.`);
    }
    if (holder && holder.versionId !== to && from !== holder.versionId) {
      throw new AwsError("InvalidParameterException", `The staging label ${stage} is attached to ${holder.versionId}.`);
    }
    await moveStage(context.cloud, secret, stage, to);
    return identity(secret);
  },

  /** The secret goes, and everything that belongs to it stays until its time is over. */
  DeleteSecret: async (input: Input, context) => {
    const secret = secretOf(context, input);
    const { RecoveryWindowInDays: days = 30, ForceDeleteWithoutRecovery: force = false } = input;
    const until = new Date(Date.now() + days * DAY);
    await context.cloud.delete(secret.type, secret.id, { region: secret.region, ...(!force && { until }) });
    return { ...identity(secret), DeletionDate: seconds(force ? new Date() : until) };
  },

  RestoreSecret: async (input: Input, context) => {
    const named = (each: CloudResource) => Object.values(identity(each)).includes(input.SecretId);
    const departed = context.cloud.departed(TYPES.secret).find(named);
    if (!departed) return identity(secretOf(context, input));
    const { type, id, region, inputs, outputs, secrets = [] } = departed;
    const secret = { type, id, region, inputs, outputs, secrets };
    await context.cloud.put(secret);
    return identity(secret);
  },

  /** Answers at once, as AWS does: whether the rotation came to its end shows in the stages. */
  RotateSecret: async (input: Input, context) => {
    const secret = secretOf(context, input);
    if (!context.rotations.scheduleOf(secret)) {
      throw new AwsError("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.");
    }
    await context.rotations.settled(secret);
    const pending = context.rotations.pending(secret);
    const { ClientRequestToken: version = randomUUID() } = input;
    context.rotations.begin(secret, pending ?? version);
    if (pending !== undefined && pending !== version) {
      throw new AwsError(
        "InvalidRequestException",
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
    }
    return { ...identity(secret), VersionId: version };
  },
};
