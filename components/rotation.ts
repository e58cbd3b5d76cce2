import * as ec2 from "@pulumi/aws/ec2";
import * as lambda from "@pulumi/aws/lambda";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as sqs from "@pulumi/aws/sqs";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";
import { connect } from "./shared/connect";
import { createLogGroups } from "./shared/log-groups";
import { createRotationRole } from "./shared/rotation-role";

export interface RotationArgs {
  /** `index.js`, which exports `handler`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** Every entry that is rotated, by name: its ARN, and the days between two rotations (AWS: 1 to 1000). */
  readonly schedule: Readonly<Record<string, { readonly arn: pulumi.Input<string>; readonly days: number }>>;
  /** The database whose users take turns, and the entry that they are in. */
  readonly database:
    | {
        readonly entry: string;
        readonly endpoint: pulumi.Input<string>;
        /** Changes when another instance takes the database's place, its data and passwords with it. */
        readonly resourceId: pulumi.Input<string>;
        readonly databaseName: string;
        readonly masterSecretArn: pulumi.Input<string>;
        readonly securityGroupId: pulumi.Input<string>;
      }
    | undefined;
  /** What log groups' names start with, without the first slash: `promenade/dev`. */
  readonly path: string;
  readonly logRetentionDays: number;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  /** Cluster whose tasks hold the secrets. */
  readonly clusterArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Longest name of a function (AWS: Lambda). */
const functionNameLimit = 64;

/** Rotations at once; a schedule may find several entries due in the same minute. */
const concurrency = 5;

/** Days that a call which failed for good is kept (AWS: SQS, at most 14). */
const failureDays = 14;

const postgresql = 5432;

/** The function that rotates the vault, its schedule, and the database users that it takes turns with. */
export class Rotation extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  /** Known once the database's users exist; a task that starts before that cannot log in. */
  readonly prepared: pulumi.Output<string>;

  constructor(name: string, args: RotationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:secrets:Rotation", name, {}, opts);
    const child = { parent: this };
    const { database, schedule, keyArn, clusterArn } = args;

    const place = { ...args, path: `/${args.path}`, retentionDays: args.logRetentionDays };
    const { rotation: logGroup } = createLogGroups(name, ["rotation"], place, child);
    const failures = createFailures();
    const securityGroup = createSecurityGroup();
    this.roleArn = createRotationRole(
      name,
      {
        ...args,
        entryArns: Object.values(schedule).map(({ arn }) => arn),
        masterSecretArns: database ? [database.masterSecretArn] : [],
        logGroupArn: logGroup.arn,
        failuresArn: failures.arn,
      },
      child,
    );
    const rotator = createFunction(this.roleArn);
    const permission = letSecretsManagerCall();
    const prepared = database && prepare(database);
    this.prepared = prepared?.id ?? pulumi.output("");
    for (const [entry, { arn, days }] of Object.entries(schedule)) rotate(entry, arn, days);
    this.registerOutputs({ roleArn: this.roleArn });

    function createFailures(): sqs.Queue {
      const queue = `${name}-failures`;
      const kept = { messageRetentionSeconds: failureDays * 24 * 3600, kmsMasterKeyId: keyArn };
      return new sqs.Queue(queue, { name: queue, ...kept, tags: named(args.tags, queue) }, child);
    }

    function createSecurityGroup(): ec2.SecurityGroup {
      const description = "Rotation: HTTPS and the database out";
      const group = new ec2.SecurityGroup(
        name,
        { name, description, vpcId: args.vpcId, tags: named(args.tags, name) },
        child,
      );
      const https = `${name}-https`;
      new vpc.SecurityGroupEgressRule(
        https,
        {
          securityGroupId: group.id,
          description: "Secrets Manager, ECS and logs",
          ...{ cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
          tags: named(args.tags, https),
        },
        child,
      );
      if (database) {
        const pair = { client: group.id, server: database.securityGroupId, ports: [postgresql, postgresql] } as const;
        connect(
          `${name}-to-database`,
          { ...pair, description: "PostgreSQL from the rotation", tags: args.tags },
          child,
        );
      }
      return group;
    }

    function createFunction(role: pulumi.Input<string>): lambda.Function {
      const functionName = physicalName([name], functionNameLimit);
      return new lambda.Function(
        name,
        {
          name: functionName,
          description: "Rotates one environment's secrets",
          runtime: "nodejs22.x",
          architectures: ["arm64"],
          handler: "index.handler",
          code: args.code,
          role,
          memorySize: 256,
          timeout: 120,
          reservedConcurrentExecutions: concurrency,
          vpcConfig: { subnetIds: args.subnetIds, securityGroupIds: [securityGroup.id] },
          environment: {
            variables: {
              CLUSTER: clusterArn,
              // The runtime knows AWS's own authorities, RDS's among them, and loads them only when told.
              NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem",
              ...(database && {
                DATABASE_ENDPOINT: database.endpoint,
                DATABASE_NAME: database.databaseName,
                MASTER_SECRET: database.masterSecretArn,
              }),
            },
          },
          kmsKeyArn: keyArn,
          deadLetterConfig: { targetArn: failures.arn },
          tracingConfig: { mode: "Active" },
          loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
          tags: named(args.tags, name),
        },
        child,
      );
    }

    function letSecretsManagerCall(): lambda.Permission {
      return new lambda.Permission(
        name,
        {
          function: rotator.name,
          action: "lambda:InvokeFunction",
          principal: "secretsmanager.amazonaws.com",
          sourceAccount: args.accountId,
        },
        child,
      );
    }

    /** Again when the database is another one: its users come with it, or have to be made. */
    function prepare({ entry, endpoint, resourceId }: NonNullable<RotationArgs["database"]>): lambda.Invocation {
      const event = pulumi.jsonStringify({ Step: "prepare", entry: schedule[entry]?.arn });
      return new lambda.Invocation(
        `${name}-prepare`,
        { functionName: rotator.name, input: event, triggers: { endpoint, resourceId } },
        child,
      );
    }

    function rotate(entry: string, secretId: pulumi.Input<string>, automaticallyAfterDays: number): void {
      new secretsmanager.SecretRotation(
        `${name}-${entry}`,
        {
          secretId,
          rotationLambdaArn: rotator.arn,
          rotateImmediately: false,
          rotationRules: { automaticallyAfterDays },
        },
        { ...child, dependsOn: [permission, ...(prepared ? [prepared] : [])] },
      );
    }
  }
}
