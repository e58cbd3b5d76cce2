import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../core/config/services";
import { named, recordTags, type Tags } from "../core/tags";
import { connect } from "./shared/connect";

export interface ClusterArgs {
  readonly services: readonly ServiceSettings[];
  readonly containerInsights: "disabled" | "enabled";
  readonly logRetentionDays: number;
  /** What every log group's name starts with: `/promenade/dev`. */
  readonly logPath: string;
  readonly vpcId: pulumi.Input<string>;
  readonly loadBalancerSecurityGroupId: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** What both slots share: the cluster they run in, a log group a service, and who may talk to their tasks. */
export class Cluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** Of every task. Whoever serves tasks lets this group in and adds the way out to it. */
  readonly securityGroupId: pulumi.Output<string>;
  /** By service; a stream's name starts with its slot. */
  readonly logGroups: Readonly<Record<string, cloudwatch.LogGroup>>;
  /** What is typed and shown in emergency shells. */
  readonly sessionLogGroup: cloudwatch.LogGroup;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:slots:Cluster", name, {}, opts);
    const child = { parent: this };

    this.sessionLogGroup = createLogGroup("emergency-sessions", "audit/sessions");
    const { name: sessionLog } = this.sessionLogGroup;
    const cluster = new ecs.Cluster(
      name,
      {
        name,
        settings: [{ name: "containerInsights", value: args.containerInsights }],
        configuration: { executeCommandConfiguration: recordSessions() },
        tags: named(args.tags, name),
      },
      child,
    );
    const securityGroup = createSecurityGroup();
    letLoadBalancerIn();
    letTasksOut();

    this.arn = cluster.arn;
    this.clusterName = cluster.name;
    this.securityGroupId = securityGroup.id;
    this.logGroups = Object.fromEntries(args.services.map(({ name: service }) => [service, logOf(service)]));
    this.registerOutputs({ arn: this.arn, securityGroupId: this.securityGroupId });

    function createSecurityGroup(): ec2.SecurityGroup {
      const tasks = `${name}-tasks`;
      return new ec2.SecurityGroup(
        tasks,
        {
          name: tasks,
          description: "Tasks: requests from the load balancer, the stores and HTTPS out",
          vpcId: args.vpcId,
          tags: named(args.tags, tasks),
        },
        child,
      );
    }

    /** On any port: which one a task listens on is its slot's to say, and the two slots may differ. */
    function letLoadBalancerIn(): void {
      connect(
        `${name}-from-load-balancer`,
        {
          client: args.loadBalancerSecurityGroupId,
          server: securityGroup.id,
          ports: [1, 65535],
          description: "Requests and health checks from the load balancer to tasks",
          tags: args.tags,
        },
        child,
      );
    }

    function letTasksOut(): void {
      const rule = `${name}-https`;
      new vpc.SecurityGroupEgressRule(
        rule,
        {
          securityGroupId: securityGroup.id,
          description: "Registry, logs, secrets and whatever else the app calls",
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          tags: named(args.tags, rule),
        },
        child,
      );
    }

    /** There is no shell without this record, on whatever machine it was opened. */
    function recordSessions() {
      return {
        kmsKeyId: args.keyArn,
        logging: "OVERRIDE",
        logConfiguration: { cloudWatchLogGroupName: sessionLog, cloudWatchEncryptionEnabled: true },
      };
    }

    function logOf(service: string): cloudwatch.LogGroup {
      return createLogGroup(service, service, { [recordTags.service]: service });
    }

    function createLogGroup(key: string, within: string, own: Tags = {}): cloudwatch.LogGroup {
      const path = `${args.logPath}/${within}`;
      return new cloudwatch.LogGroup(
        `${name}-${key}`,
        {
          name: path,
          retentionInDays: args.logRetentionDays,
          kmsKeyId: args.keyArn,
          tags: named(args.tags, path, own),
        },
        child,
      );
    }
  }
}
