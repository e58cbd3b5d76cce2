import { properties } from "../runtime/properties";
import { findSecret, findVersion } from "../runtime/secrets";
import type { Handlers } from "./handler";
import { AwsError } from "./protocol";

interface Input {
  readonly SecretId?: string;
  readonly VersionStage?: string;
  readonly VersionId?: string;
}

/** Secrets Manager. */
export const secretsmanager: Handlers = {
  GetSecretValue: ({ SecretId = "", VersionStage: stage, VersionId: versionId }: Input, { cloud }) => {
    const secret = findSecret(cloud, SecretId);
    const version = secret && findVersion(cloud, secret, { stage, versionId });
    if (!version) {
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return {
      ARN: version.secretId,
      Name: properties<{ name: string }>(secret).name,
      SecretString: version.secretString,
      VersionId: version.versionId,
      VersionStages: version.versionStages.length > 0 ? version.versionStages : ["AWSCURRENT"],
    };
  },
};
