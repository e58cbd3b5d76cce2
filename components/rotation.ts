import * as lambda from "@pulumi/aws/lambda";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "./shared/connect";
import { createFunction, type FunctionPlace } from "./shared/function";

export interface RotationArgs extends FunctionPlace {
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
  /** Cluster whose tasks hold the secrets. */
  readonly clusterArn: pulumi.Input<string>;
}

/** Rotations at once; a schedule may find several entries due in the same minute. */
const concurrency = 5;

const postgresql = 5432;

/** The function that rotates the vault, its schedule, and the database users that it takes turns with. */
export class Rotation extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  /** Known once the database's users exist; a task that starts before that cannot log in. */
  readonly prepared: pulumi.Output<string>;

  constructor(name: string, args: RotationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:secrets:Rotation", name, {}, opts);
    const child = { parent: this };
    const { database, schedule, clusterArn } = args;

    const { function: rotator, roleArn, securityGroupId } = createRotator();
    if (database) reach(database);
    this.roleArn = roleArn;
    const permission = letSecretsManagerCall();
    const prepared = database && prepare(database);
    this.prepared = prepared?.id ?? pulumi.output("");
    for (const [entry, { arn, days }] of Object.entries(schedule)) rotate(entry, arn, days);
    this.registerOutputs({ roleArn: this.roleArn });

    function createRotator() {
      const variables = {
        CLUSTER: clusterArn,
        // The runtime knows AWS's own authorities, RDS's among them, and loads them only when told.
        NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem",
        ...(database && {
          DATABASE_ENDPOINT: database.endpoint,
          DATABASE_NAME: database.databaseName,
          MASTER_SECRET: database.masterSecretArn,
        }),
      };
      return createFunction(
        name,
        {
          ...args,
          description: "Rotates one environment's secrets",
          log: "rotation",
          reaches: "Rotation: HTTPS and the database out",
          ...{ variables, statements: statements(), sealedBy: ["secretsmanager"], concurrency },
        },
        child,
      );
    }

    function statements(): readonly pulumi.Inputs[] {
      const entries = Object.values(schedule).map(({ arn }) => arn);
      return [
        {
          ...{ Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue" },
          Resource: [...entries, ...(database ? [database.masterSecretArn] : [])],
        },
        {
          ...{ Sid: "RotateSecrets", Effect: "Allow" },
          Action: ["DescribeSecret", "PutSecretValue", "UpdateSecretVersionStage"].map(
            (action) => `secretsmanager:${action}`,
          ),
          Resource: entries,
        },
        {
          ...{ Sid: "SeeTasks", Effect: "Allow", Action: ["ecs:ListTasks", "ecs:DescribeTasks"], Resource: "*" },
          Condition: { ArnEquals: { "ecs:cluster": clusterArn } },
        },
      ];
    }

    function reach({ securityGroupId: server }: NonNullable<RotationArgs["database"]>): void {
      const pair = { client: securityGroupId, server, ports: [postgresql, postgresql] } as const;
      connect(`${name}-to-database`, { ...pair, description: "PostgreSQL from the rotation", tags: args.tags }, child);
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
