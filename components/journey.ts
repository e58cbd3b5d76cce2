import * as ec2 from "@pulumi/aws/ec2";
import * as s3 from "@pulumi/aws/s3";
import * as synthetics from "@pulumi/aws/synthetics";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { physicalName, shortHash } from "../core/names";
import { named, type Tags } from "../core/tags";
import { folders, journeyBucketPolicy, journeyPermissions, keptDays, schedule } from "../core/watch/journey";
import type { Bounded } from "./shared/bounded";
import { createLogBucket } from "./shared/log-bucket";
import { createServiceRole } from "./shared/service-role";

export interface JourneyArgs extends Bounded {
  readonly environment: string;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** Where the journey begins, and what it visits there. */
  readonly url: pulumi.Input<string>;
  readonly paths: readonly string[];
  /** The script, bundled into one file. */
  readonly script: { readonly file: string; readonly hash: string };
  /** It comes from inside, by NAT: that is an address which a list of those who may come in can name. */
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  /** The door that has to be opened to the journey; undefined where it is open to everybody. */
  readonly door: Door | undefined;
  readonly keyArn: pulumi.Input<string>;
  readonly protect: boolean;
  /** Keeps what it holds when it is deleted, whether protected or not. */
  readonly preserve: boolean;
  readonly tags: Tags;
}

export interface Door {
  /** Of the load balancer. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Addresses from which private subnets reach the internet, by zone. */
  readonly outgoing: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Synthetics' newest runtime for Node.js when this was written; the script needs none of its library. */
const runtimeVersion = "syn-nodejs-puppeteer-17.0";

/** Longest name of a canary (AWS: Synthetics). */
const canaryNameLimit = 255;

/** A user who comes by every five minutes, day and night, and tells CloudWatch how it went. */
export class Journey extends pulumi.ComponentResource {
  readonly canaryName: pulumi.Output<string>;

  constructor(name: string, args: JourneyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:watch:Journey", name, {}, opts);
    const child = { parent: this };
    const canaryName = physicalName([name], canaryNameLimit);

    const bucket = createLogBucket(
      name,
      {
        ...args,
        nameParts: [args.environment, "journey"],
        ownership: "BucketOwnerEnforced",
        policy: journeyBucketPolicy,
        logs: { retentionDays: keptDays, coldAfterDays: undefined },
        ages: `${folders.runs}/`,
      },
      child,
    );
    const code = uploadCode();
    const executionRoleArn = createRole();
    const securityGroup = createSecurityGroup();
    if (args.door !== undefined) open(args.door);
    const canary = createCanary();

    this.canaryName = canary.name;
    this.registerOutputs({ canaryName: this.canaryName });

    function uploadCode(): s3.BucketObjectv2 {
      const files = { "nodejs/node_modules/journey.js": new pulumi.asset.FileAsset(args.script.file) };
      return new s3.BucketObjectv2(
        name,
        {
          bucket: bucket.name,
          // Another script is another object: the canary sees by the key that it has to change.
          key: `${folders.code}/${shortHash(args.script.hash, 16)}.zip`,
          source: new pulumi.asset.AssetArchive(files),
          tags: named(args.tags, name),
        },
        child,
      );
    }

    function createRole(): pulumi.Output<string> {
      const { region, accountId, keyArn: key } = args;
      const statements = journeyPermissions<pulumi.Input<string>>({
        ...{ region, key, bucket: bucket.arn },
        code: pulumi.interpolate`${bucket.arn}/${folders.code}/*`,
        runs: pulumi.interpolate`${bucket.arn}/${folders.runs}/*`,
        logGroups: pulumi.interpolate`arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:/aws/lambda/cwsyn-${canaryName}-*`,
        network: pulumi.interpolate`arn:${partitionOf(region)}:ec2:${region}:${accountId}:*/*`,
      });
      const { permissionsBoundary, tags } = args;
      return createServiceRole(name, { service: "lambda.amazonaws.com", statements, permissionsBoundary, tags }, child);
    }

    function createSecurityGroup(): ec2.SecurityGroup {
      const description = "Journey: to the environment's own address and to AWS";
      const group = new ec2.SecurityGroup(
        name,
        { name, description, vpcId: args.vpcId, tags: named(args.tags, name) },
        child,
      );
      const rule = { cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 443, toPort: 443, description: "HTTPS out" };
      const tags = named(args.tags, `${name}-https`);
      new vpc.SecurityGroupEgressRule(`${name}-https`, { securityGroupId: group.id, ...rule, tags }, child);
      return group;
    }

    function open({ securityGroupId, outgoing }: Door): void {
      for (const [zone, address] of Object.entries(outgoing)) {
        const rule = `${name}-from-${zone}`;
        const cidrIpv4 = pulumi.interpolate`${address}/32`;
        const ports = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
        const description = "HTTPS from the environment's own journey";
        const tags = named(args.tags, rule);
        new vpc.SecurityGroupIngressRule(rule, { securityGroupId, cidrIpv4, ...ports, description, tags }, child);
      }
    }

    function createCanary(): synthetics.Canary {
      return new synthetics.Canary(
        name,
        {
          name: canaryName,
          runtimeVersion,
          handler: "journey.handler",
          s3Bucket: code.bucket,
          s3Key: code.key,
          executionRoleArn,
          schedule: { expression: schedule.expression },
          runConfig: {
            timeoutInSeconds: schedule.timeoutSeconds,
            environmentVariables: { URL: args.url, PATHS: JSON.stringify(args.paths) },
          },
          vpcConfig: { subnetIds: args.subnetIds, securityGroupIds: [securityGroup.id] },
          artifactS3Location: pulumi.interpolate`s3://${bucket.name}/${folders.runs}`,
          artifactConfig: { s3Encryption: { encryptionMode: "SSE_KMS", kmsKeyArn: args.keyArn } },
          failureRetentionPeriod: keptDays,
          successRetentionPeriod: keptDays,
          startCanary: true,
          deleteLambda: true,
          tags: named(args.tags, name),
        },
        child,
      );
    }
  }
}
