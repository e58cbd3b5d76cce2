import { createHash, randomUUID } from "node:crypto";
import type { CloudResource, Properties } from "../cloud";
import type { Context } from "../provider/model";
import { alphanumeric, arnOf, text } from "./ids";
import { SECRET, SECRET_VERSION } from "./secretsmanager";

/** The secret that RDS makes and owns where it manages the master user's password. */
interface MasterSecret {
  readonly secretArn: string;
  readonly secretStatus: string;
  readonly kmsKeyId: string;
}

/** RDS's own default: the account's key for Secrets Manager. */
const DEFAULT_KEY = "alias/aws/secretsmanager";

/** The instance's `masterUserSecrets`: the same secret for as long as RDS manages the password. */
export function masterSecrets(inputs: Properties, outputs: Properties, context: Context): readonly MasterSecret[] {
  if (inputs["manageMasterUserPassword"] !== true) return [];
  const [existing] = (outputs["masterUserSecrets"] ?? []) as MasterSecret[];
  const secretArn =
    existing?.secretArn ?? arnOf("secretsmanager", context, `secret:rds!db-${randomUUID()}-${alphanumeric(6)}`);
  const kmsKeyId = text(inputs["masterUserSecretKmsKeyId"] ?? DEFAULT_KEY);
  return [{ secretArn, secretStatus: "active", kmsKeyId }];
}

/** That secret and its first version, as records of their own: the same ones however often they are asked for. */
export function masterSecretRecords({ inputs, outputs, region }: CloudResource, { now }: Context): CloudResource[] {
  const [secret] = (outputs["masterUserSecrets"] ?? []) as MasterSecret[];
  if (!secret) return [];
  const { secretArn: arn, kmsKeyId } = secret;
  const name = arn.slice(arn.indexOf("rds!"), -7);
  const own = { name, kmsKeyId, description: `Secret of the master user of ${text(inputs["identifier"])}` };
  const versionId = createHash("sha256").update(arn).digest("hex").slice(0, 32);
  const value = { username: inputs["username"], password: alphanumeric(32) };
  const version = { secretId: arn, secretString: JSON.stringify(value) };
  return [
    {
      type: SECRET,
      id: arn,
      region,
      inputs: own,
      outputs: { ...own, id: arn, arn, owningService: "rds", createdDate: now.toISOString(), policy: "" },
    },
    {
      type: SECRET_VERSION,
      id: `${arn}|${versionId}`,
      region,
      inputs: version,
      outputs: { ...version, id: `${arn}|${versionId}`, versionId, arn, secretArn: arn, versionStages: ["AWSCURRENT"] },
      secrets: ["secretString"],
    },
  ];
}
