import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../core/config/services";
import { migrationContainer, taskSettings } from "../core/container";
import { appRole } from "../core/credentials";
import type { MigrationOutputs } from "../core/outputs";
import type { MigrationPlan } from "../core/ownership";
import { migrationTask, named, recordTags, releaseTags, type Tags } from "../core/tags";
import type { Bounded } from "./shared/bounded";
import { createLogGroup } from "./shared/log-groups";
import { taskContents } from "./shared/task-contents";
import { createExecutionRole, createTaskRole } from "./shared/task-role";

export interface MigrationArgs extends Bounded {
  readonly plan: MigrationPlan;
  /** Whose image migrates, and by which of its commands. */
  readonly service: ServiceSettings;
  readonly command: readonly string[];
  readonly environment: string;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly variables: Readonly<Record<string, string>>;
  readonly database: {
    /** `host:port` */
    readonly endpoint: pulumi.Input<string>;
    readonly databaseName: string;
    /** Secret with the master's `username` and `password`. */
    readonly masterSecretArn: pulumi.Input<string>;
  };
  readonly subnetIds: pulumi.Input<string[]>;
  readonly securityGroupId: pulumi.Input<string>;
  /** What every log group's name starts with: `promenade/dev`. */
  readonly path: string;
  readonly logRetentionDays: number;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/**
 * What migrates the database: a task that a deploy runs once, before it changes any service. It logs in as the master
 * and acts as the app's role, so that the app owns what comes of it. Which release's it is, is the record's: only a
 * request for a migration changes it.
 */
export class Migration extends pulumi.ComponentResource {
  readonly logGroup: cloudwatch.LogGroup;
  /** Where it runs. */
  readonly place: pulumi.Output<MigrationOutputs>;

  constructor(name: string, args: MigrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:Migration", name, {}, opts);
    const child = { parent: this };
    const { plan, service, database } = args;

    this.logGroup = createLogGroup(name, "log", logPlace(), child);
    const { name: logGroup, arn: logGroupArn } = this.logGroup;
    const secretArns = [database.masterSecretArn];
    const executionRoleArn = createExecutionRole(
      `${name}-execution`,
      { ...args, logGroupArns: [logGroupArn], secretArns },
      child,
    );
    const taskRole = createTaskRole(`${name}-task`, args, child);
    const definition = createTaskDefinition();

    this.place = pulumi.output({
      family: definition.family,
      container: service.name,
      command: [...args.command],
      subnets: args.subnetIds,
      securityGroup: args.securityGroupId,
    });
    this.registerOutputs({ place: this.place });

    function logPlace() {
      const { path, logRetentionDays: retentionDays, keyArn, tags } = args;
      return { path: `/${path}/${migrationTask}`, retentionDays, keyArn, tags };
    }

    function createTaskDefinition(): ecs.TaskDefinition {
      const { release, evidence, revision } = plan;
      return new ecs.TaskDefinition(
        name,
        {
          family: name,
          ...taskSettings(service),
          executionRoleArn,
          taskRoleArn: taskRole.arn,
          containerDefinitions: pulumi.jsonStringify([
            migrationContainer<pulumi.Input<string>>({
              ...{ service, release, logGroup },
              ...{ environment: args.environment, region: args.region, command: args.command },
              variables: { ...args.variables, ...addressOf(database) },
              secrets: credentialsIn(database.masterSecretArn),
            }),
          ]),
          tags: named(args.tags, name, {
            [recordTags.task]: migrationTask,
            [recordTags.service]: service.name,
            ...releaseTags(release, evidence),
            [recordTags.revision]: String(revision),
          }),
        },
        { ...child, ...(plan.requested ? {} : { ignoreChanges: [...ownedByRecord] }) },
      );
    }
  }
}

/** libpq's own variables: ECS puts no URL together from a secret's parts, and most clients know these. */
function addressOf({ endpoint, databaseName }: MigrationArgs["database"]) {
  const part = (index: number) => pulumi.output(endpoint).apply((text) => text.split(":")[index] ?? "");
  return {
    PGHOST: part(0),
    PGPORT: part(1),
    PGDATABASE: databaseName,
    PGSSLMODE: "verify-full",
    PGOPTIONS: `-c role=${appRole}`,
  };
}

/** Keys of the master's secret (ECS: `ARN:json-key:version-stage:version-id`). */
const credentialsIn = (secretArn: pulumi.Input<string>) => ({
  PGUSER: pulumi.interpolate`${secretArn}:username::`,
  PGPASSWORD: pulumi.interpolate`${secretArn}:password::`,
});

/** What only a request for a migration may change. */
const ownedByRecord = [
  ...taskContents,
  ...(["service", "release", "commit", "verified", "approvals", "revision"] as const).map(
    (tag) => `tags["${recordTags[tag]}"]`,
  ),
];
