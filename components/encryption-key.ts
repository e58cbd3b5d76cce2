import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { named, type Tags } from "../core/tags";

export interface EncryptionKeyArgs {
  /** Where it is: a key encrypts nothing of another region. */
  readonly region: string;
  /** Log groups that the key may encrypt, as name patterns: `/promenade/dev/*`. */
  readonly logGroups: readonly string[];
  /** Name of the trail that the key may seal; undefined where there is none. */
  readonly trail?: string | undefined;
  /** Topics that AWS's services may publish to under the key, as name patterns; default: none. */
  readonly topics?: readonly string[];
  readonly protect: boolean;
  /** Leaves the key behind when the environment is destroyed: its last snapshot is readable by it alone. */
  readonly preserve: boolean;
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
      { parent: this, protect: args.protect, retainOnDelete: args.preserve },
    );
    const alias = { name: `alias/${name}`, targetKeyId: key.keyId, region: args.region };
    new kms.Alias(name, alias, { parent: this });

    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** The account decides through its IAM policies who uses the key; CloudWatch Logs, which has no role, by itself. */
function keyPolicy({ region, logGroups, trail, topics = [], accountId }: EncryptionKeyArgs): pulumi.Output<string> {
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
      ...(trail === undefined ? [] : [sealTrail()]),
      ...(topics.length === 0 ? [] : [sealMessages()]),
    ],
  });

  function sealTrail(): pulumi.Inputs {
    return {
      Sid: "TrailOfThisEnvironment",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: ["kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: "*",
      Condition: {
        StringEquals: {
          "aws:SourceArn": pulumi.interpolate`arn:${partition}:cloudtrail:${region}:${accountId}:trail/${trail}`,
        },
      },
    };
  }

  /** By the topic, not by who publishes: of alarms KMS is not told whose they are. */
  function sealMessages(): pulumi.Inputs {
    return {
      Sid: "TopicsOfThisEnvironment",
      Effect: "Allow",
      Principal: { Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "events.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:sns:topicArn": topics.map(
            (topic) => pulumi.interpolate`arn:${partition}:sns:${region}:${accountId}:${topic}`,
          ),
        },
      },
    };
  }
}
