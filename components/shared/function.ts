import * as ec2 from "@pulumi/aws/ec2";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../core/arn";
import { functionPermissions } from "../../core/function-permissions";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";
import type { Bounded } from "./bounded";
import { createLogGroup } from "./log-groups";
import { createServiceRole } from "./service-role";

/** Where every function of an environment runs. */
export interface FunctionPlace extends Bounded {
  /** What log groups' names start with, without the first slash: `promenade/dev`. */
  readonly path: string;
  readonly logRetentionDays: number;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

export interface FunctionArgs extends FunctionPlace {
  readonly description: string;
  /** `index.js`, which exports `handler`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** What its log is called. */
  readonly log: string;
  /** What it reaches: the description of its security group. */
  readonly reaches: string;
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  /** What it may do beside what any function does. */
  readonly statements: readonly pulumi.Inputs[];
  /** Services that encrypt what it hands them, with the environment's key: `sns`. */
  readonly sealedBy: readonly string[];
  /** Calls at once. */
  readonly concurrency: number;
}

export interface FunctionParts {
  readonly function: lambda.Function;
  /** Known once the role may do its work. */
  readonly roleArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** The queue of calls that failed for good. */
  readonly failuresArn: pulumi.Output<string>;
}

/** Longest name of a function (AWS: Lambda). */
const functionNameLimit = 64;

/** Days that a call which failed for good is kept (AWS: SQS, at most 14). */
const failureDays = 14;

/** Seconds that one call may take. */
const timeout = 120;

/** A function in the private network, with its own role, encrypted environment, log, trace, and place for failures. */
export function createFunction(name: string, args: FunctionArgs, opts: pulumi.CustomResourceOptions): FunctionParts {
  const { keyArn, region, accountId } = args;
  const place = { ...args, path: `/${args.path}`, retentionDays: args.logRetentionDays };
  const logGroup = createLogGroup(name, args.log, place, opts);
  const failures = createFailures();
  const securityGroup = createSecurityGroup();
  const roleArn = createRole();

  const made = new lambda.Function(
    name,
    {
      name: physicalName([name], functionNameLimit),
      description: args.description,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      code: args.code,
      role: roleArn,
      memorySize: 256,
      timeout,
      reservedConcurrentExecutions: args.concurrency,
      vpcConfig: { subnetIds: args.subnetIds, securityGroupIds: [securityGroup.id] },
      environment: { variables: args.variables },
      kmsKeyArn: keyArn,
      deadLetterConfig: { targetArn: failures.arn },
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      tags: named(args.tags, name),
    },
    opts,
  );
  return { function: made, roleArn, securityGroupId: securityGroup.id, failuresArn: failures.arn };

  function createFailures(): sqs.Queue {
    const queue = `${name}-failures`;
    const kept = { messageRetentionSeconds: failureDays * 24 * 3600, kmsMasterKeyId: keyArn };
    return new sqs.Queue(queue, { name: queue, ...kept, tags: named(args.tags, queue) }, opts);
  }

  function createSecurityGroup(): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(
      name,
      { name, description: args.reaches, vpcId: args.vpcId, tags: named(args.tags, name) },
      opts,
    );
    const https = `${name}-https`;
    const rule = {
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      description: "AWS's services",
    };
    const tags = named(args.tags, https);
    new vpc.SecurityGroupEgressRule(https, { securityGroupId: group.id, ...rule, tags }, opts);
    return group;
  }

  function createRole(): pulumi.Output<string> {
    const statements = functionPermissions<pulumi.Input<string>>({
      ...{ region, failures: failures.arn, key: keyArn, sealedBy: args.sealedBy },
      logStreams: pulumi.interpolate`${logGroup.arn}:*`,
      network: pulumi.interpolate`arn:${partitionOf(region)}:ec2:${region}:${accountId}:*/*`,
    });
    return createServiceRole(
      name,
      {
        service: "lambda.amazonaws.com",
        when: { StringEquals: { "aws:SourceAccount": accountId } },
        statements: [...statements, ...args.statements],
        permissionsBoundary: args.permissionsBoundary,
        tags: args.tags,
      },
      opts,
    );
  }
}
