import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { named, type Tags } from "../core/tags";

export interface EncryptionKeyArgs {
  /** Where it is: a key encrypts nothing of another region. */
  readonly region: string;
  /** Log groups that the key may encrypt, as name patterns: `/promenade/dev/*`. */
  readonly logGroups: readonly string[];
  readonly protect: boolean;
  readonly accountId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** AWS destroys a key 7 to 30 days after it was deleted; the longest gives most time to notice. */
const deletionWindowInDays = 30;

/** The environment's own key: what it stores, logs and keeps secret is encrypted with it. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:secrets:EncryptionKey", name, {}, opts);
    const key = new kms.Key(
      name,
      {
        description: "Secrets, logs and data of one environment",
        enableKeyRotation: true,
        deletionWindowInDays,
        policy: keyPolicy(args),
        region: args.region,
        tags: named(args.tags, name),
      },
      { parent: this, protect: args.protect },
    );
    const alias = { name: `alias/${name}`, targetKeyId: key.keyId, region: args.region };
    new kms.Alias(name, alias, { parent: this });

    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** The account decides through its IAM policies who uses the key; CloudWatch Logs, which has no role, by itself. */
function keyPolicy({ region, logGroups, accountId }: EncryptionKeyArgs): pulumi.Output<string> {
  const partition = partitionOf(region);
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AccountByItsPolicies",
        Effect: "Allow",
        Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "LogsOfThisEnvironment",
        Effect: "Allow",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": logGroups.map(
              (group) => pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:log-group:${group}`,
            ),
          },
        },
      },
    ],
  });
}
