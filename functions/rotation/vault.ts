import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

/** Labels that Secrets Manager gives to versions of an entry. */
export type Stage = "AWSCURRENT" | "AWSPENDING" | "AWSPREVIOUS";

export interface Description {
  readonly tags: Readonly<Record<string, string>>;
  /** When the last rotation ended; undefined before the first one. */
  readonly rotatedAt: Date | undefined;
  /** By version id. */
  readonly stages: Readonly<Record<string, readonly string[]>>;
}

/** What a rotation needs of Secrets Manager. */
export interface Vault {
  describe(entry: string): Promise<Description>;
  /** The value of a version that carries the label; undefined where there is none yet. */
  read(entry: string, stage: Stage, version?: string): Promise<string | undefined>;
  /** Writes a version; the same one twice is no error. */
  write(entry: string, version: string, stage: Stage, value: string): Promise<void>;
  /** Moves AWSCURRENT from one version to another; AWSPREVIOUS follows by itself. */
  promote(entry: string, version: string, from: string | undefined): Promise<void>;
}

export class SecretsManager implements Vault {
  private readonly client = new SecretsManagerClient();

  async describe(entry: string): Promise<Description> {
    const found = await this.client.send(new DescribeSecretCommand({ SecretId: entry }));
    return {
      tags: Object.fromEntries((found.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
      rotatedAt: found.LastRotatedDate,
      stages: found.VersionIdsToStages ?? {},
    };
  }

  async read(entry: string, stage: Stage, version?: string): Promise<string | undefined> {
    const request = { SecretId: entry, VersionStage: stage, ...(version !== undefined && { VersionId: version }) };
    try {
      return (await this.client.send(new GetSecretValueCommand(request))).SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  async write(entry: string, version: string, stage: Stage, value: string): Promise<void> {
    const request = { SecretId: entry, ClientRequestToken: version, VersionStages: [stage], SecretString: value };
    await this.client.send(new PutSecretValueCommand(request));
  }

  async promote(entry: string, version: string, from: string | undefined): Promise<void> {
    const request = { SecretId: entry, VersionStage: "AWSCURRENT", MoveToVersionId: version };
    await this.client.send(
      new UpdateSecretVersionStageCommand({ ...request, ...(from !== undefined && { RemoveFromVersionId: from }) }),
    );
  }
}
